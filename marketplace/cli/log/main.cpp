#include <CLI/CLI.hpp>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "marketplace/cli/desk/desk.hpp"
#include "marketplace/cli/log/audit.hpp"
#include "marketplace/cli/log/look.hpp"

// kontor-log: a market's transparency log as its readers see it.
namespace {

using namespace kontor;
using namespace kontor::marketplace;

constexpr std::size_t kPackageBytesMax = std::size_t{200} << 20;

struct Wish {
  LogWish log;
  std::string what;  // Index, SHA-256 or file.
  std::filesystem::path earlier, save, out, proof, package;
};

// Prints what was found; the checkpoint goes to a file instead.
Result<Json> audit(const Wish& wish) {
  const tlog::LogPolicy policy = TRY(believed(wish.log));
  LogSource source = TRY(LogSource::open(wish.log));
  std::optional<std::string> earlier;
  if (!wish.earlier.empty()) earlier = TRY(read_file(wish.earlier, tlog::kNoteBytesMax));
  Json found = TRY(audit_log(source, policy, earlier));
  if (!wish.save.empty()) TRY(write_file(wish.save, found["checkpoint"].get<std::string>()));
  found.erase("checkpoint");
  return found;
}

Result<Json> show(const Wish& wish) {
  const tlog::LogPolicy policy = TRY(believed(wish.log));
  LogSource source = TRY(LogSource::open(wish.log));
  return show_entry(source, policy, wish.what);
}

Result<Json> proof(const Wish& wish) {
  const tlog::LogPolicy policy = TRY(believed(wish.log));
  if (wish.proof.empty() && wish.what.empty())
    return Error{ErrorCode::invalid_argument, "say a package's SHA-256, or --file PROOF"};
  std::string text;
  if (!wish.proof.empty()) {
    text = TRY(read_file(wish.proof, std::size_t{1} << 20));
  } else {
    LogSource source = TRY(LogSource::open(wish.log));
    text = TRY(proof_of(source, policy, wish.what));
  }
  if (!wish.out.empty()) TRY(write_file(wish.out, text));
  Json found = TRY(read_proof(text, policy));
  if (wish.package.empty()) return found;
  const std::string bytes = TRY(read_file(wish.package, kPackageBytesMax));
  if (crypto::sha256_hex(bytes) != found["entry"].value("sha256", ""))
    return Error{ErrorCode::untrusted,
                 wish.package.string() + " is not the package the log speaks of"};
  found["package"] = wish.package.string();
  return found;
}

// Gives the market what a witness answered.
Result<Json> cosign(const Wish& wish) {
  const std::string lines = TRY(read_file(wish.what, tlog::kNoteBytesMax));
  const auto client = TRY(http::Client::create(wish.log.market));
  const auto answer =
      TRY(client->send("POST", "/log/cosignatures", {{"content-type", "text/plain"}}, lines));
  if (answer.status != 200) TRY(http::json_answer(answer));
  return Json{{"checkpoint", answer.body}};
}

// "entry.type: release" for people, who get one line a fact.
Json flat(const Json& found) {
  Json lines = Json::object();
  for (const auto& [name, value] : found.items()) {
    if (!value.is_object()) lines[name] = value;
    if (value.is_object())
      for (const auto& [member, fact] : value.items()) lines[name + "." + member] = fact;
  }
  return lines;
}

// An auditor's first question; the facts follow it.
std::string verdict(const Json& found) {
  return "The log is whole: " + std::to_string(found.value("size", std::int64_t{0})) +
         " entries give the root that its checkpoint signs" +
         (found.contains("earlier") ? ", and it continues the earlier one." : ".");
}

void add_log_options(CLI::App& verb, LogWish& wish) {
  verb.add_option("--market", wish.market, "URL of the market");
  verb.add_option("--dir", wish.folder, "A market's DATA, or a copy of its log folder");
  verb.add_option("--key", wish.keys, "C2SP verifier key of the log; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb.add_option("--log-keys", wish.key_file,
                  "market/log-keys.json; a host keeps it, verified, as log-keys.verified");
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("Read and audit a market's transparency log (C2SP tlog-tiles).",
               kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  Wish wish;
  bool as_json = false;

  CLI::App* audit_verb = app.add_subcommand(
      "audit", "Verify a whole log: signature, entries, tiles, root, and an earlier checkpoint");
  audit_verb->add_option("--from", wish.earlier, "Checkpoint the log must continue");
  audit_verb->add_option("--save", wish.save, "Keep the audited checkpoint for the next --from");
  CLI::App* show_verb = app.add_subcommand("show", "Show an entry and prove that it is there");
  show_verb->add_option("what", wish.what, "Index or a package's SHA-256")->required();
  CLI::App* proof_verb = app.add_subcommand(
      "proof", "Fetch a release's offline proof, or verify one without the network");
  CLI::Option* hash = proof_verb->add_option("sha256", wish.what, "A package's SHA-256");
  proof_verb->add_option("--file", wish.proof, "Proof to verify instead")->excludes(hash);
  proof_verb->add_option("--out", wish.out, "Where to write the proof");
  proof_verb->add_option("--package", wish.package, "Package the proof must speak of");
  CLI::App* cosign_verb =
      app.add_subcommand("cosign", "Give the market a witness's signature lines");
  cosign_verb->add_option("file", wish.what, "What the witness answered")->required();
  cosign_verb->add_option("--market", wish.log.market, "URL of the market")->required();
  for (CLI::App* verb : {audit_verb, show_verb, proof_verb}) add_log_options(*verb, wish.log);
  for (CLI::App* verb : {audit_verb, show_verb, proof_verb, cosign_verb})
    verb->add_flag("--json", as_json, "Print the answer as JSON");
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  const Result<Json> answer = audit_verb->parsed()   ? audit(wish)
                              : show_verb->parsed()  ? show(wish)
                              : proof_verb->parsed() ? proof(wish)
                                                     : cosign(wish);
  if (answer && audit_verb->parsed() && !as_json) std::cout << verdict(*answer) << "\n";
  if (answer) as_json ? print(*answer) : print(flat(*answer), Form::lines);
  return report(answer ? ok() : Status(answer.error()), "kontor-log");
}
