#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "host/cli/host/download.hpp"
#include "host/cli/host/told.hpp"
#include "host/gdpr/erasure_receipt.hpp"
#include "host/sheets/zip_archive.hpp"

// `kontor gdpr`: what people may ask of the company, at a running host.
namespace {

using namespace kontor;

constexpr std::size_t kExportMax = std::size_t{64} << 30;
constexpr std::size_t kLineMax = 4096;  // Of the last line, which is short.
constexpr std::size_t kFileMax = std::size_t{4} << 20;

struct Wish {
  host::HostWish host = {};
  std::string id;
  std::string entity;
  std::int64_t days = 0;
  std::string reason;
  std::string until;
  std::string email;
  std::string phone;
  std::string from;
  std::string to;
  std::string actor;
  std::string key;
  std::filesystem::path file;
  bool json = false;
};

// A person's export may be long in coming.
Result<host::HostLine> line_to(const Wish& wish) {
  return host::connect(wish.host, {.timeout_ms = 600'000});
}

Result<Json> asked(const Wish& wish, const std::string& method, const std::string& path,
                   const Json& body = nullptr) {
  const host::HostLine line = TRY(line_to(wish));
  return line.call(method, path, body);
}

std::string at(const std::string& folder, const std::string& name) {
  return folder + "/" + http::percent_encode(name);
}

Result<Json> json_file(const std::filesystem::path& file) {
  const std::string text = TRY(read_file(file, kFileMax));
  return parse_json(text, {.bytes_max = kFileMax});
}

// The last line of an export, which says whether it is whole and everybody answered.
Result<std::string> last_line(const std::filesystem::path& file, bool archive) {
  std::string tail;
  const auto keep = [&](std::string_view piece) -> Status {
    tail += piece;
    if (tail.size() > kLineMax) tail.erase(0, tail.size() - kLineMax);
    return ok();
  };
  if (archive) {
    const auto zip = TRY(host::ZipArchive::open(
        file, {.entries = INT64_MAX, .entry_bytes = INT64_MAX, .ratio = INT64_MAX}));
    TRY(zip->read("export.ndjson", keep));
  } else {
    std::ifstream lines(file, std::ios::binary);
    for (std::string line; std::getline(lines, line);) tail = std::move(line);
  }
  if (!tail.empty() && tail.back() == '\n') tail.pop_back();
  return tail.substr(tail.rfind('\n') + 1);
}

Result<Json> export_person(const Wish& wish) {
  const host::HostLine line = TRY(line_to(wish));
  TRY(asked(wish, "GET", at("/privacy/persons", wish.id) + "/erasure"));  // Is there such a person?
  if (!wish.json) std::cerr << "collecting …\n";
  const bool archive = wish.file.extension() == ".zip";
  TRY(host::download_to(
      line, "/api/v1" + at("/privacy/persons", wish.id) + (archive ? "/archive" : "/export"),
      kExportMax, wish.file));
  const std::string last = TRY(last_line(wish.file, archive));
  const Json end = TRY(parse_json(last));
  return Json{{"file", wish.file.string()},
              {"bytes", std::filesystem::file_size(wish.file)},
              {"complete", end.value("kind", "") == "end" && end.value("complete", false)}};
}

Result<Json> verify_receipt(const Wish& wish) {
  Json envelope = TRY(json_file(wish.file));
  if (envelope.contains("receipt")) envelope = Json(envelope["receipt"]);
  const std::string raw = TRY(hex_decode(wish.key));
  const auto key = TRY(crypto::PublicKey::from_ed25519(raw));
  return host::open_receipt(envelope, {key});
}

Result<Json> set_from_file(const Wish& wish, const std::string& path) {
  const Json body = TRY(json_file(wish.file));
  return asked(wish, "PUT", path, body);
}

Result<Json> hold(const Wish& wish) {
  Json body{{"person", wish.id}, {"reason", wish.reason}};
  if (!wish.until.empty()) body["until"] = wish.until;
  return asked(wish, "POST", "/privacy/holds", body);
}

Result<Json> unblock(const Wish& wish) {
  Json body{{"reason", wish.reason}};
  if (!wish.email.empty()) body["email"] = wish.email;
  if (!wish.phone.empty()) body["phone"] = wish.phone;
  return asked(wish, "POST", "/privacy/unblock", body);
}

Result<Json> breach(const Wish& wish) {
  return asked(wish, "GET",
               "/privacy/breach?from=" + http::percent_encode(wish.from) + "&to=" +
                   http::percent_encode(wish.to) + "&actor=" + http::percent_encode(wish.actor));
}

void print_plain(const std::string& name, const Json& value, int depth) {
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  if (value.is_object()) {
    if (!name.empty()) std::cout << indent << name << ":\n";
    for (const auto& [member, inner] : value.items())
      print_plain(member, inner, name.empty() ? depth : depth + 1);
  } else if (value.is_array() && !value.empty() && value[0].is_object()) {
    std::cout << indent << name << ": " << value.size() << "\n";
    for (const Json& each : value) std::cout << indent << "  " << to_text(each) << "\n";
  } else {
    std::cout << indent << name << ": "
              << (value.is_string() ? value.get<std::string>() : to_text(value)) << "\n";
  }
}

int shown(const Wish& wish, const Result<Json>& answer) {
  if (!answer) {
    if (wish.json) {
      std::cout << to_text(Json{{"done", false}, {"message", answer.error().message}}) << "\n";
    } else {
      std::cerr << kontor::host::told("kontor gdpr", answer.error());
    }
    return answer.error().code == ErrorCode::untrusted ? 2 : 1;
  }
  if (wish.json) {
    std::cout << answer->dump(2) << "\n";
  } else if (answer->is_null()) {
    std::cout << "done\n";
  } else {
    print_plain("", *answer, 0);
  }
  return 0;
}

// A subcommand and what it does.
struct Verb {
  CLI::App* command;
  std::function<Result<Json>(const Wish&)> run;
};

std::vector<Verb> person_verbs(CLI::App& app, Wish& wish) {
  std::vector<Verb> verbs;
  const auto add = [&](const char* name, const char* help,
                       std::function<Result<Json>(const Wish&)> run) {
    verbs.push_back({app.add_subcommand(name, help), std::move(run)});
    return verbs.back().command;
  };
  auto* export_verb = add("export", "Everything about a person, into a file", export_person);
  export_verb->add_option("person", wish.id, "Id of the person")->required();
  export_verb
      ->add_option("--out", wish.file,
                   "New file: NAME.zip for a ZIP archive with the files, else lines of JSON")
      ->required();
  auto* preview =
      add("preview", "What would be erased, and what stands against it",
          [](const Wish& w) { return asked(w, "GET", at("/privacy/persons", w.id) + "/erasure"); });
  preview->add_option("person", wish.id, "Id of the person")->required();
  auto* erase = add("erase", "Forget a person everywhere", [](const Wish& w) {
    return asked(w, "POST", "/privacy/erasures", {{"person", w.id}, {"reason", w.reason}});
  });
  erase->add_option("person", wish.id, "Id of the person")->required();
  erase->add_option("--reason", wish.reason, "Why, for the receipt")->required();
  add("erasures", "List erasures",
      [](const Wish& w) { return asked(w, "GET", "/privacy/erasures"); });
  auto* show = add("erasure", "One erasure, with its receipt",
                   [](const Wish& w) { return asked(w, "GET", at("/privacy/erasures", w.id)); });
  show->add_option("id", wish.id, "Id of the erasure")->required();
  auto* cancel = add("cancel", "Call an erasure back that waits", [](const Wish& w) {
    return asked(w, "DELETE", at("/privacy/erasures", w.id));
  });
  cancel->add_option("id", wish.id, "Id of the erasure")->required();
  auto* verify = add("verify-receipt", "Verify a receipt, without a host", verify_receipt);
  verify->add_option("file", wish.file, "The receipt, or the erasure it stands in")->required();
  verify->add_option("--key", wish.key, "Public key as hexadecimal; `receipt-key` shows it")
      ->required();
  add("receipt-key", "The key that receipts are signed with",
      [](const Wish& w) { return asked(w, "GET", "/privacy/receipt-key"); });
  add("holds", "People who may not be erased for now",
      [](const Wish& w) { return asked(w, "GET", "/privacy/holds"); });
  auto* hold_verb = add("hold", "Keep a person from being erased", hold);
  hold_verb->add_option("person", wish.id, "Id of the person")->required();
  hold_verb->add_option("--reason", wish.reason, "The law or the claim")->required();
  hold_verb->add_option("--until", wish.until, "Until when: 2027-01-01T00:00:00Z");
  auto* unhold = add("unhold", "Lift a hold",
                     [](const Wish& w) { return asked(w, "DELETE", at("/privacy/holds", w.id)); });
  unhold->add_option("id", wish.id, "Id of the hold")->required();
  auto* lift = add("lift", "Let somebody in again who was erased and comes back", unblock);
  lift->add_option("--email", wish.email, "Their e-mail address");
  lift->add_option("--phone", wish.phone, "Their phone number");
  lift->add_option("--reason", wish.reason, "Why, for the audit log")->required();
  return verbs;
}

std::vector<Verb> company_verbs(CLI::App& app, Wish& wish) {
  std::vector<Verb> verbs;
  const auto add = [&](const char* name, const char* help,
                       std::function<Result<Json>(const Wish&)> run) {
    verbs.push_back({app.add_subcommand(name, help), std::move(run)});
    return verbs.back().command;
  };
  add("retention", "Retention rules and their last runs",
      [](const Wish& w) { return asked(w, "GET", "/privacy/retention"); });
  auto* rules = add("set-retention", "Replace the retention rules",
                    [](const Wish& w) { return set_from_file(w, "/privacy/retention"); });
  rules->add_option("file", wish.file, "JSON; the form is in host/gdpr/README.md")->required();
  auto* dry = add("retention-preview", "What a rule would take now",
                  [](const Wish& w) { return asked(w, "GET", at("/privacy/retention", w.id)); });
  dry->add_option("rule", wish.id, "Name of the rule")->required();
  auto* run = add("retention-run", "Run a rule now", [](const Wish& w) {
    return asked(w, "POST", at("/privacy/retention", w.id) + "/run", Json::object());
  });
  run->add_option("rule", wish.id, "Name of the rule")->required();
  add("bin", "For how many days deleted records may be restored",
      [](const Wish& w) { return asked(w, "GET", "/privacy/bin"); });
  auto* keep = add("set-bin", "Set for how many days; 0: for ever", [](const Wish& w) {
    return asked(w, "PUT", "/privacy/bin", {{"keep_days", w.days}});
  });
  keep->add_option("days", wish.days, "Days")->required()->check(CLI::Range(0, 36'500));
  auto* purge = add("purge", "Take a deleted record away for good, now", [](const Wish& w) {
    return asked(w, "POST", at("/records/" + http::percent_encode(w.entity), w.id) + "/purge",
                 Json::object());
  });
  purge->add_option("entity", wish.entity, "Kind of record")->required();
  purge->add_option("id", wish.id, "Id of the record")->required();
  add("article30", "The record of processing (GDPR Article 30)",
      [](const Wish& w) { return asked(w, "GET", "/privacy/processing"); });
  auto* company = add("set-company", "What only people know of that record",
                      [](const Wish& w) { return set_from_file(w, "/privacy/company"); });
  company->add_option("file", wish.file, "JSON: controller, contact, data_location …")->required();
  auto* report = add("breach", "Who was touched, from the audit log", breach);
  report->add_option("--from", wish.from, "2026-11-22T08:00:00Z")->required();
  report->add_option("--to", wish.to, "2026-11-22T09:00:00Z")->required();
  report->add_option("--actor", wish.actor, "Id of one user or plugin");
  return verbs;
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("kontor gdpr: what people may ask of the company, at a running host",
               kontor::cli::called_as(arguments));
  app.footer("Exit status: 0 done, 1 refused or not possible, 2 a receipt that is not genuine.");
  kontor::cli::require_verb(app);
  app.fallthrough();
  Wish wish;
  host::add_host_options(app, wish.host, "privacy.manage");
  app.add_flag("--json", wish.json, "Answer in JSON");
  auto verbs = person_verbs(app, wish);
  auto more = company_verbs(app, wish);
  verbs.insert(verbs.end(), more.begin(), more.end());
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;
  ::umask(0077);
  for (const Verb& verb : verbs) {
    if (*verb.command) return shown(wish, verb.run(wish));
  }
  return 1;
}
