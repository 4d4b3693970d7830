#include "licensing/cli/offline.hpp"

#include "base/core/files.hpp"
#include "licensing/cli/granted.hpp"
#include "licensing/cli/service.hpp"
#include "licensing/document/offline.hpp"
#include "licensing/document/qr_code.hpp"

namespace kontor::licensing {
namespace {

const std::string kOfflinePath = "/api/v1/licenses/offline/";

// One file, or the parts of one as they were scanned from QR codes.
Result<std::string> carried(const LicenseWish& wish) {
  std::vector<std::string> parts;
  parts.reserve(wish.files.size());
  for (const std::filesystem::path& file : wish.files) {
    std::string text = TRY(read_file(file, kOfflineFileBytesMax));
    parts.push_back(std::move(text));
  }
  return parts.size() == 1 && !parts.front().starts_with("KONTOR-PART")
             ? Result<std::string>(std::move(parts.front()))
             : join_qr_parts(parts);
}

Status write_codes(const std::string& file, const std::filesystem::path& qr, Json& told) {
  told["codes"] = Json::array();
  const std::vector<std::string> parts = qr_parts(file);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::filesystem::path image = qr;
    if (parts.size() > 1)
      image.replace_filename(qr.stem().string() + "-" + std::to_string(i + 1) +
                             qr.extension().string());
    const QrCode code = TRY(make_qr_code(parts[i]));
    TRY(write_file(image, qr_svg(code)));
    told["codes"].push_back(image.string());
  }
  return ok();
}

// What `member` of an answer holds goes into files.
Result<Json> keep_file(const Json& answer, const std::string& member, const LicenseWish& wish) {
  const std::string file = TRY(json_text(answer, member));
  Json told{{"written_to", wish.out.string()}};
  TRY(write_file(wish.out, file, FileMode::secret));
  if (!wish.qr.empty()) TRY(write_codes(file, wish.qr, told));
  return told;
}

Result<Service> own_host(const LicenseWish& wish) {
  Service host = TRY(Service::ledger(wish));
  if (host.is_host()) return host;
  return Error{ErrorCode::invalid_argument, "this is asked of the host without a network: --host"};
}

// The host without a network signs a file about a licence and maybe a person of it: "request" or
// "return", which is also the member of the answer that holds it.
Result<Json> signed_file(const std::string& kind, const LicenseWish& wish) {
  Service host = TRY(own_host(wish));
  Json body{{"license_id", wish.license}};
  if (!wish.people.empty()) body["user"] = TRY(ids_of(host, wish.people)).front();
  if (wish.days > 0) body["days"] = wish.days;
  const Json answer = TRY(host.call_again("POST", kOfflinePath + kind + "s", body, {}));
  return keep_file(answer, kind, wish);
}

}  // namespace

Result<Json> offline_request(const LicenseWish& wish) {
  if (wish.people.empty() != (wish.days == 0))
    return Error{ErrorCode::invalid_argument,
                 "a seat is borrowed by --person for so many --days; without both the licence is "
                 "activated"};
  return signed_file("request", wish);
}

Result<Json> offline_answer(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  const std::string file = TRY(carried(wish));
  const Json answer =
      TRY(ledger.call_again("POST", "/licensing/v1/activate", {{"request", file}}, {}));
  return keep_file(answer, "response", wish);
}

Result<Json> offline_import(const LicenseWish& wish) {
  Service host = TRY(own_host(wish));
  const std::string file = TRY(carried(wish));
  return host.call("POST", kOfflinePath + "responses", {{"response", file}});
}

Result<Json> offline_return(const LicenseWish& wish) { return signed_file("return", wish); }

Result<Json> offline_accept(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  const std::string file = TRY(carried(wish));
  TRY(ledger.call_again("POST", "/licensing/v1/deactivate", {{"return", file}}, {}));
  return Json{{"taken_back", true}};
}

Result<Json> offline_revocations(const LicenseWish& wish) {
  Service ledger = TRY(Service::ledger(wish));
  if (wish.files.empty()) return ledger.call("GET", "/licensing/v1/revocations");
  std::string token = TRY(carried(wish));
  token.erase(token.find_last_not_of(" \t\r\n") + 1);
  return ledger.call("POST", "/licensing/v1/revocations", {{"token", token}});
}

}  // namespace kontor::licensing
