#include "tests/bench/smpp/on_host.hpp"

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "base/crypto/keys.hpp"
#include "host/plugins/bare_company.hpp"
#include "sdk/package/package.hpp"
#include "tests/bench/smpp/campaign.hpp"
#include "tests/bench/smpp/taker.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::bench {
namespace {

constexpr const char* kSms = "kontor.sms";
constexpr const char* kConsent = "kontor.consent";

template <typename T>
T wanted(Result<T> result, const std::string& what) {
  require(static_cast<bool>(result), what + (result ? "" : ": " + result.error().message));
  return std::move(*result);
}

// A company on disk with both plugins running and people who agreed.
class Firm {
 public:
  explicit Firm(std::int64_t port) {
    std::string pattern = std::filesystem::path(KONTOR_BENCH_DATA) / "smpp-XXXXXX";
    std::filesystem::create_directories(KONTOR_BENCH_DATA);
    require(::mkdtemp(pattern.data()) != nullptr, "no folder for the data");
    data_ = pattern;
    wanted(company_.open({.database_url = "sqlite:" + (data_ / "host.db").string(),
                          .data = data_,
                          .runner = KONTOR_BENCH_RUNNER,
                          .authority = licenses_.authority_key,
                          .keys = licenses_.trusted()}),
           "no host");
    install("consent", Json::object());
    // What a seat costs is not measured here.
    install("sms", {{"license", {{"kind", "free"}, {"product", nullptr}}}});
    wanted(company_.plugins->set_secret(admin_, kSms, "password", "smsctest"), "no secret");
    wanted(company_.plugins->set_settings(admin_, kSms,
                                          {{"smpp_address", "127.0.0.1:" + std::to_string(port)},
                                           {"username", "kontor"},
                                           {"from", "Kontor"},
                                           {"send_from_hour", 0},
                                           {"send_until_hour", 24},
                                           {"smpp_window", kWindow}}),
           "the settings");
    for (std::int64_t i = 0; i < kPeople; ++i) add_person(i);
  }
  ~Firm() {
    company_.close();
    std::error_code ignored;
    std::filesystem::remove_all(data_, ignored);
  }
  Firm(const Firm&) = delete;
  Firm& operator=(const Firm&) = delete;

  void begin_campaign() {
    wanted(company_.plugins->act(admin_, kSms, "sms.segment", nullptr,
                                 {{"text", "Hej {first_name|du}! Rea hela veckan."}}),
           "the campaign does not begin");
  }
  std::int64_t delivered() {
    const auto rows = company_.database->read([](db::Session& session) {
      return session.query("SELECT COUNT(*) FROM record_activity WHERE state = 'delivered'");
    });
    return wanted(rows, "no timeline").at(0).integer(0);
  }
  // Of this process and of both runners.
  double cpu_s() {
    double spent = process_cpu_s(::getpid());
    for (const char* plugin : {kSms, kConsent}) {
      const Json shown = wanted(company_.plugins->inspect(plugin), "a plugin is gone");
      spent += shown.at("usage").value("cpu_ms", 0.0) / 1000;
    }
    return spent;
  }

 private:
  void install(const std::string& name, const Json& patch) {
    const auto folder = data_ / ("built-" + name);
    std::filesystem::copy(std::filesystem::path(KONTOR_BENCH_PLUGINS) / name, folder,
                          std::filesystem::copy_options::recursive);
    Json manifest = wanted(parse_json(wanted(read_file(folder / "manifest.json", 1 << 20), name)),
                           "a manifest");
    manifest.merge_patch(patch);
    wanted(write_file(folder / "manifest.json", to_text(manifest)), "a manifest");
    const auto archive =
        wanted(package::Archive::from_bytes(wanted(package::write_package(folder), name)), name);
    const auto file = data_ / (name + ".kpkg");
    wanted(write_file(file, wanted(package::sign_package(archive, vendor_), name)), name);
    wanted(company_.plugins->install_file(admin_, file, {vendor_.public_key()}), name);
  }
  void add_person(std::int64_t number) {
    const auto person = wanted(
        company_.records->create(
            admin_, "person",
            {{"first_name", "Eva"}, {"phone", "+4670" + std::to_string(1'000'000 + number)}}),
        "a person");
    wanted(company_.plugins->act(admin_, kConsent, "consent.record",
                                 {{"entity", "person"}, {"id", person.id}},
                                 {{"purpose", "marketing"}, {"proof", "on paper"}}),
           "a consent");
  }

  host::Principal admin_ = host::Principal::system();
  crypto::SigningKey vendor_ = crypto::SigningKey::generate();
  testing::LicenseMaker licenses_;
  std::filesystem::path data_;
  host::BareCompany company_;
};

}  // namespace

std::vector<Figure> measure_on_host() {
  log::set_level(log::Level::warning);
  Taker taker(Receipts::each);
  double seconds = 0;
  double cpu = 0;
  {
    Firm firm(taker.port());
    std::cerr << "  a campaign to " << kPeople << " people on a host\n";
    const double cpu_before = firm.cpu_s();
    const double taker_before = taker.cpu_s();
    const auto begin = Clock::now();
    firm.begin_campaign();
    while (taker.heard() < kPeople && Clock::now() - begin < kPatience)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    cpu = firm.cpu_s() - cpu_before - (taker.cpu_s() - taker_before);
    require(taker.taken() == kPeople, std::to_string(taker.taken()) + " were submitted");
    const std::int64_t delivered = firm.delivered();
    require(delivered == kPeople, std::to_string(delivered) + " stand as delivered");
  }
  return campaign_figures("smpp.host", seconds, cpu);
}

}  // namespace kontor::bench
