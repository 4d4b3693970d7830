#pragma once

#include <filesystem>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "host/plugins/plugins.hpp"
#include "marketplace/client/bundle.hpp"

namespace kontor::host {

// Plugins that come with the host's own package: an air-gap bundle and the root that signs it, in
// a folder of the package. They are verified and installed as from a market, into the sandbox,
// once: what an administrator removes stays away. A bundle that does not verify is told of in the
// log, and the host starts without it.
class BundledPlugins {
 public:
  struct Places {
    std::filesystem::path folder = {};  // bundle.tar and root.json; empty or missing: nothing.
    std::filesystem::path data = {};    // The host's own: what was verified.
  };
  BundledPlugins(Places places, const Clock& clock) : places_(std::move(places)), clock_(clock) {}

  // After the plugins have started.
  void bring_to(Plugins& plugins) const;

 private:
  Result<std::string> stamp() const;
  Status bring(Plugins& plugins, const std::string& stamp, const Json& before) const;
  // {"bundle": stamp, "plugins": ids}; empty before the first.
  Json brought_before() const;
  Result<std::unique_ptr<marketplace::MarketClient>> verified(
      std::vector<marketplace::BundledPlugin>& listed) const;

  Places places_;
  const Clock& clock_;
};

}  // namespace kontor::host
