#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "host/plugins/plugin_set.hpp"

namespace kontor::host {

inline constexpr const char* kConsentService = "kontor.consent/1";

// Calls from one plugin to a service another one provides. A call that comes back to a
// plugin already in the chain, or makes the chain longer than kChainMax, is refused with the
// chain named. Each plugin of a chain has its own deadline: waiting for the next one does not
// count against it. Any thread.
class ServiceCalls {
 public:
  explicit ServiceCalls(const PluginSet& plugins) : plugins_(plugins) {}

  static constexpr std::size_t kChainMax = 8;  // Plugins, the first caller included.

  // `caller`: a plugin's id, or "kontor.host". not_found if no plugin provides the service,
  // unavailable, naming it, if the one that does is stopped, down or ends on the way.
  Result<Json> call(const std::string& caller, const std::string& service,
                    const std::string& method, const Json& request) const;

  struct Consent {
    bool allowed = false;
    std::string basis;
    std::string reason;
    std::string record = {};  // Of the consent, where there is one.
  };
  // Asks the consent service; without one nobody has consented.
  Result<Consent> consent(const std::string& caller, const std::string& person,
                          const std::string& purpose) const;
  // The same for many, by person.
  Result<std::map<std::string, Consent>> all_consents(const std::string& caller,
                                                      const std::vector<std::string>& persons,
                                                      const std::string& purpose) const;
  // forbidden unless somebody keeps the consents of this company; invalid_argument, with the names
  // it knows, where it can name its purposes and this is none of them. It is asked for a name that
  // was not among the last ones only.
  Status check_purpose(const std::string& purpose) const;
  Result<std::vector<bool>> consents(const std::string& caller,
                                     const std::vector<std::string>& persons,
                                     const std::string& purpose) const;

 private:
  PluginHandle provider(const std::string& service) const;  // Enabled, or null.
  Error nobody_provides(const std::string& service) const;
  const PluginSet& plugins_;
  mutable std::mutex mutex_;
  mutable std::weak_ptr<PluginInstance> named_by_;  // Who keeps consents, when it was asked last …
  mutable std::optional<std::set<std::string>> purposes_;  // … and its names; none: it tells none.
};

}  // namespace kontor::host
