#include "host/plugins/installed_plugins.hpp"
#include "host/plugins/license_words.hpp"
#include "host/plugins/release_terms.hpp"

// Licences as the administrator judges them: until when, and if not, why and what to do.
namespace kontor::host {
namespace {

using licensing::License;

Json time_or_none(const std::optional<TimeMs>& time_ms) {
  return time_ms ? Json(to_rfc3339(*time_ms)) : Json(nullptr);
}

Json license_json(const License& license, const std::string& own, TimeMs now_ms,
                  const std::string& origin) {
  const bool here = license.authority == own;
  const licensing::Step step = licensing::lapse_of(license, now_ms).step;
  std::string state = "active";
  if (now_ms < license.valid_from_ms) state = "not yet valid";
  if (step.standing != licensing::Standing::full) state = "ended";
  return {{"license_id", license.license_id},
          {"product", license.product},
          {"company", license.company},
          {"model", licensing::name_of(license.model)},
          {"grant", licensing::name_of(license.grant)},
          {"seats", license.seats},
          {"features", license.features},
          {"state", std::move(state)},
          {"standing", licensing::name_of(step.standing)},
          {"valid_from", to_rfc3339(license.valid_from_ms)},
          {"expires_at", time_or_none(license.expires_at_ms)},
          {"updates_until", time_or_none(license.updates_until_ms)},
          {"authority", license.authority},
          {"counted_by", here ? "this host" : origin}};
}

void add_standing(Json& shown, const LicenseStanding& standing, const CompanySeats& seats) {
  const LicenseWords words = words_of(standing.why, seats);
  shown["standing"] = licensing::name_of(standing.step.standing);
  shown["code"] = standing.why;
  shown["why"] = words.why;
  shown["advice"] = words.advice;
  shown["until"] = time_or_none(standing.step.until_ms);
}

}  // namespace

Result<Json> InstalledPlugins::licenses() {
  const TimeMs now_ms = parts_.clock.now_ms();
  const auto* remote = company_seats_.remote();
  const std::string origin = remote != nullptr ? remote->origin() : "";
  const std::string counted_by = origin.empty() ? "another ledger, by file" : origin;
  Json licenses = Json::array();
  for (const License& license : company_seats_.licenses("")) {
    Json shown = license_json(license, company_seats_.authority(), now_ms, counted_by);
    const auto occupancy = company_seats_.occupancy(license.product);
    shown["used"] = occupancy ? Json(occupancy->used) : Json(nullptr);
    licenses.push_back(std::move(shown));
  }
  Json plugins = Json::array();
  for (const PluginHandle& plugin : plugins_.all()) {
    const auto& manifest = plugin->manifest();
    const auto& product = manifest.license.product;
    Json shown{{"plugin", plugin->id()}, {"version", manifest.version}, {"product", nullptr}};
    LicenseStanding standing{{}, ""};
    if (!manifest.license.free) {
      shown["product"] = product;
      standing = company_seats_.standing(product);
    }
    add_standing(shown, standing, company_seats_);
    const auto found =
        TRY(integrity_.look(plugin->row(), folders_.of(plugin->id(), plugin->row().folder)));
    shown["integrity"] = name_of(found.state);
    shown["integrity_file"] = found.file;
    const SupportStanding support =
        support_of(company_seats_, product, manifest.license.free, found.state, now_ms);
    shown["support"] = {{"level", support.level},
                        {"eligible", support.eligible},
                        {"until", time_or_none(support.until_ms)},
                        {"why", support.why}};
    plugins.push_back(std::move(shown));
  }
  Json refused = Json::array();
  for (const licensing::RefusedLicense& one : company_seats_.refused_licenses()) {
    const LicenseWords words = words_of(one.code, company_seats_);
    refused.push_back({{"license_id", one.license_id},
                       {"product", one.product},
                       {"code", one.code},
                       {"why", words.why},
                       {"advice", words.advice}});
  }
  Json travelling = Json::array();
  if (remote != nullptr)
    for (const auto& hold : remote->on_travel())
      travelling.push_back({{"product", hold.product},
                            {"subject", hold.subject},
                            {"until", to_rfc3339(hold.borrowed_until_ms)}});
  return Json{{"travelling", std::move(travelling)},
              {"authority", company_seats_.authority()},
              {"ledger", origin.empty() ? Json(nullptr) : Json(origin)},
              {"licenses", std::move(licenses)},
              {"refused", std::move(refused)},
              {"plugins", std::move(plugins)}};
}

}  // namespace kontor::host
