#pragma once

#include <kontor/op/page_render.hpp>
#include <map>
#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "base/http/message.hpp"

namespace kontor::host {

// A plugin's view as an HTML document. Every text is escaped, no script and no style of the
// plugin's is in it, and a link goes to http, https or this host or is no link.
std::string page_html(const op::PageRenderResponse& page, std::string_view locale);

// The same with the headers that hold it: a strict Content-Security-Policy, no referrer (a
// token stands in the URL), no cache, no search engine.
http::Response page_answer(const op::PageRenderResponse& page, std::string_view locale);
// What somebody outside reads when there is no page.
http::Response page_refusal(const Error& error, std::string_view locale);
// /p/style.css, the one style of all public pages.
http::Response page_style();

// "sv-SE,sv;q=0.9,en" to "sv"; "en" for what is no language.
std::string language_of(std::string_view accept_language);

// application/x-www-form-urlencoded; invalid_argument for what is not, or for over 100 fields.
Result<std::map<std::string, std::string>> parse_form(std::string_view body);

}  // namespace kontor::host
