#include "host/plugins/service_calls.hpp"

#include <algorithm>
#include <kontor/op/service_call.hpp>

namespace kontor::host {
namespace {

// Plugins whose service this thread is inside of, outermost first.
thread_local std::vector<std::string> chain;

struct InChain {
  explicit InChain(const std::string& plugin) { chain.push_back(plugin); }
  ~InChain() { chain.pop_back(); }
  InChain(const InChain&) = delete;
  InChain& operator=(const InChain&) = delete;
};

}  // namespace

PluginHandle ServiceCalls::provider(const std::string& service) const {
  for (const PluginHandle& plugin : plugins_.all()) {
    const auto& provided = plugin->manifest().provides;
    if (plugin->enabled() && std::ranges::find(provided, service) != provided.end()) return plugin;
  }
  return nullptr;
}

Result<Json> ServiceCalls::call(const std::string& caller, const std::string& service,
                                const std::string& method, const Json& request) const {
  const PluginHandle plugin = provider(service);
  if (!plugin) return Error{ErrorCode::not_found, "no plugin here provides the service " + service};
  if (plugin->id() == caller || std::ranges::find(chain, plugin->id()) != chain.end())
    return Error{ErrorCode::conflict, "a cycle of services: " + caller + " asks " + service +
                                          ", which is waiting for it"};
  const InChain asking(caller);
  const InChain asked(plugin->id());
  auto answer = TRY(plugin->ask<op::ServiceCall>(
      {.service = service, .method = method, .caller = caller, .request = request}));
  return std::move(answer.response);
}

Result<ServiceCalls::Consent> ServiceCalls::consent(const std::string& caller,
                                                    const std::string& person,
                                                    const std::string& purpose) const {
  if (!provider(kConsentService))
    return Consent{false, "none",
                   "no plugin here keeps consents (" + std::string(kConsentService) + ")"};
  const Json answer =
      TRY(call(caller, kConsentService, "allowed", {{"person", person}, {"purpose", purpose}}));
  const auto allowed = answer.find("allowed");
  if (allowed == answer.end() || !allowed->is_boolean())
    return Error{ErrorCode::internal, "the consent service did not say whether it allows"};
  const auto text = [&answer](const char* name) {
    const auto found = answer.find(name);
    return found != answer.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  return Consent{allowed->get<bool>(), text("basis"), text("reason")};
}

Result<std::vector<bool>> ServiceCalls::consents(const std::string& caller,
                                                 const std::vector<std::string>& persons,
                                                 const std::string& purpose) const {
  if (!provider(kConsentService)) return std::vector<bool>(persons.size(), false);
  const auto many =
      call(caller, kConsentService, "allowed_many", {{"persons", persons}, {"purpose", purpose}});
  std::vector<bool> allowed;
  if (many) {
    const auto list = many->find("allowed");
    if (list == many->end() || !list->is_array() || list->size() != persons.size())
      return Error{ErrorCode::internal, "the consent service answered for other people than asked"};
    for (const Json& one : *list) allowed.push_back(one.is_boolean() && one.get<bool>());
    return allowed;
  }
  if (many.error().code != ErrorCode::not_found && many.error().code != ErrorCode::invalid_argument)
    return many.error();
  for (const std::string& person : persons) {
    const Consent one = TRY(consent(caller, person, purpose));
    allowed.push_back(one.allowed);
  }
  return allowed;
}

}  // namespace kontor::host
