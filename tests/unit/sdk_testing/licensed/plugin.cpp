#include <kontor/export.hpp>
#include <kontor/license.hpp>
#include <kontor/plugin.hpp>

namespace {

// Believes a licence by the keys that were compiled in from its manifest.
class Licensed final : public kontor::Plugin {
 public:
  explicit Licensed(kontor::Host host) : Plugin(std::move(host)) {
    action("licensed.state", [this](const kontor::ActionRequest&) {
      return kontor::ActionResult{.message =
                                      kontor::check_license(this->host(), "test.licensed",
                                                            kontor::LicenseKeys::of_manifest())};
    });
  }
};

}  // namespace

KONTOR_PLUGIN(Licensed);
