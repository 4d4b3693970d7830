#include "host/plugins/service_calls.hpp"

#include <algorithm>
#include <kontor/op/service_call.hpp>
#include <optional>

namespace kontor::host {
namespace {

// Plugins this thread's call has gone through, outermost first.
thread_local std::vector<std::string> chain;

class InChain {
 public:
  explicit InChain(const std::optional<std::string>& plugin) : added_(plugin.has_value()) {
    if (plugin) chain.push_back(*plugin);
  }
  ~InChain() {
    if (added_) chain.pop_back();
  }
  InChain(const InChain&) = delete;
  InChain& operator=(const InChain&) = delete;

 private:
  const bool added_;
};

// "a.x → b.y → a.x"
std::string chain_through(const std::string& provider) {
  std::string text;
  for (const std::string& plugin : chain) text += plugin + " → ";
  return text + provider;
}

std::string said_in(const Json& answer, const char* name) {
  if (!answer.is_object()) return {};
  const auto found = answer.find(name);
  return found != answer.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Anything but a plain yes is a no.
bool is_yes(const Json& verdict) {
  if (!verdict.is_object()) return false;
  const auto allowed = verdict.find("allowed");
  return allowed != verdict.end() && allowed->is_boolean() && allowed->get<bool>();
}

bool provides(const PluginInstance& plugin, const std::string& service) {
  const auto& provided = plugin.manifest().provides;
  return std::ranges::find(provided, service) != provided.end();
}

}  // namespace

PluginHandle ServiceCalls::provider(const std::string& service) const {
  for (const PluginHandle& plugin : plugins_.all())
    if (plugin->enabled() && provides(*plugin, service)) return plugin;
  return nullptr;
}

Error ServiceCalls::nobody_provides(const std::string& service) const {
  for (const PluginHandle& plugin : plugins_.all())
    if (provides(*plugin, service))
      return {ErrorCode::unavailable,
              "the service " + service + " is provided by " + plugin->id() + ", which is stopped"};
  return {ErrorCode::not_found, "no plugin here provides the service " + service};
}

Result<Json> ServiceCalls::call(const std::string& caller, const std::string& service,
                                const std::string& method, const Json& request) const {
  const PluginHandle plugin = provider(service);
  if (!plugin) return nobody_provides(service);
  // The caller is where this thread's chain ends, unless the host itself or a thread of the
  // plugin's own begins a new one.
  const bool begins = chain.empty() || chain.back() != caller;
  const InChain asking(begins ? std::optional(caller) : std::nullopt);
  if (std::ranges::find(chain, plugin->id()) != chain.end())
    return Error{ErrorCode::conflict,
                 "a cycle of services, refused: " + chain_through(plugin->id())};
  if (chain.size() >= kChainMax)
    return Error{ErrorCode::exhausted, "a chain of more than " + std::to_string(kChainMax) +
                                           " plugins, refused: " + chain_through(plugin->id())};
  const InChain asked(plugin->id());
  auto answer = plugin->ask<op::ServiceCall>(
      {.service = service, .method = method, .caller = caller, .request = request});
  if (answer) return std::move(answer->response);
  Error error = std::move(answer).error();
  if (error.code == ErrorCode::unavailable)
    error.message = "the service " + service + " did not answer: " + error.message;
  return error;
}

Status ServiceCalls::check_purpose(const std::string& purpose) const {
  const PluginHandle keeper = provider(kConsentService);
  if (!keeper)
    return Error{ErrorCode::forbidden, "no add-on here keeps consents, so no purpose is fulfilled",
                 R"({"code":"purpose-refused"})"};
  {
    const std::lock_guard lock(mutex_);
    const bool asked = named_by_.lock() == keeper;
    if (asked && (!purposes_ || purposes_->contains(purpose))) return ok();
  }
  const auto answer = call("kontor.host", kConsentService, "purposes", Json::object());
  const bool unknown = !answer && (answer.error().code == ErrorCode::not_found ||
                                   answer.error().code == ErrorCode::invalid_argument);
  // What went wrong otherwise comes again with the question that matters.
  if (!answer && !unknown) return ok();
  std::optional<std::set<std::string>> names;
  const Json list = answer ? answer->value("purposes", Json()) : Json();
  if (list.is_array()) {
    names.emplace();
    for (const Json& name : list)
      if (name.is_string()) names->insert(name.get<std::string>());
  }
  const bool known = !names || names->contains(purpose);
  const Json all = names ? Json(*names) : Json::array();
  {
    const std::lock_guard lock(mutex_);
    named_by_ = keeper;
    purposes_ = std::move(names);
  }
  if (known) return ok();
  std::string said;
  for (const Json& name : all) said += (said.empty() ? "" : ", ") + name.get<std::string>();
  return Error{ErrorCode::invalid_argument,
               "there is no purpose " + purpose + " here; known are: " + said,
               to_text(Json{{"code", "unknown-purpose"}, {"known", all}})};
}

Result<ServiceCalls::Consent> ServiceCalls::consent(const std::string& caller,
                                                    const std::string& person,
                                                    const std::string& purpose) const {
  const PluginHandle keeper = provider(kConsentService);
  if (!keeper)
    return Consent{false, "none",
                   "no plugin here keeps consents (" + std::string(kConsentService) + ")"};
  // Whoever keeps the consents decides by itself whether to ask a person for one.
  if (keeper->id() == caller)
    return Consent{true, "provider of " + std::string(kConsentService), {}};
  const Json answer =
      TRY(call(caller, kConsentService, "allowed", {{"person", person}, {"purpose", purpose}}));
  const auto allowed = answer.find("allowed");
  if (allowed == answer.end() || !allowed->is_boolean())
    return Error{ErrorCode::internal, "the consent service did not say whether it allows"};
  return Consent{allowed->get<bool>(), said_in(answer, "basis"), said_in(answer, "reason"),
                 said_in(answer, "record")};
}

Result<std::map<std::string, ServiceCalls::Consent>> ServiceCalls::all_consents(
    const std::string& caller, const std::vector<std::string>& persons,
    const std::string& purpose) const {
  std::map<std::string, Consent> found;
  const PluginHandle keeper = provider(kConsentService);
  const auto many = !keeper || keeper->id() == caller || persons.size() < 2
                        ? Result<Json>(Json::object())
                        : call(caller, kConsentService, "allowed_many",
                               {{"persons", persons}, {"purpose", purpose}, {"in_full", true}});
  const bool unknown = !many && (many.error().code == ErrorCode::not_found ||
                                 many.error().code == ErrorCode::invalid_argument);
  if (!many && !unknown) return many.error();
  // A provider that says no more than yes or no is asked about each.
  const Json verdicts = many ? many->value("verdicts", Json::array()) : Json::array();
  if (verdicts.is_array() && verdicts.size() == persons.size()) {
    const std::string basis = said_in(*many, "basis");
    for (std::size_t i = 0; i < persons.size(); ++i)
      found[persons[i]] = {is_yes(verdicts[i]), basis, said_in(verdicts[i], "reason"),
                           said_in(verdicts[i], "record")};
    return found;
  }
  for (const std::string& person : persons) found[person] = TRY(consent(caller, person, purpose));
  return found;
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
