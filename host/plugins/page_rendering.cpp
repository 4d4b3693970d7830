#include <kontor/op/page_render.hpp>

#include "base/core/bytes.hpp"
#include "host/plugins/installed_plugins.hpp"
#include "host/plugins/public_page.hpp"

// Public pages: asked of the plugin, drawn by the host.
namespace kontor::host {

Result<http::Response> InstalledPlugins::page(const std::string& plugin_id, const std::string& name,
                                              const std::string& token,
                                              const http::Request& request) {
  const std::string locale = language_of(request.header("accept-language"));
  const auto render = [&]() -> Result<op::PageRenderResponse> {
    const PluginHandle plugin = TRY(plugins_.require(plugin_id));
    const auto* page = find_contribution(plugin->manifest().contributes.pages, name);
    if (page == nullptr || !plugin->enabled())
      return Error{ErrorCode::not_found, plugin_id + " offers no page " + name};
    TRY(seats_.require(plugin->manifest(), page->seat, Principal::system()));
    op::PageRenderRequest call{
        .page = name, .token = {}, .method = request.method, .locale = locale};
    if (!token.empty()) call.token = token;
    call.query.insert(request.query.begin(), request.query.end());
    if (!is_utf8(request.body))
      return Error{ErrorCode::invalid_argument, "this is not what the form sends"};
    call.form = TRY(parse_form(request.body));
    if (!parts_.public_url.empty())
      call.url =
          parts_.public_url + "/p/" + plugin_id + "/" + name + (token.empty() ? "" : "/") + token;
    return plugin->ask<op::PageRender>(call);
  };
  const auto page = render();
  return page ? page_answer(*page, locale) : page_refusal(page.error(), locale);
}

}  // namespace kontor::host
