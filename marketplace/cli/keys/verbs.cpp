#include "marketplace/cli/keys/verbs.hpp"

#include <iostream>

#include "base/core/clock.hpp"
#include "marketplace/cli/keys/accept.hpp"
#include "marketplace/cli/keys/holder.hpp"
#include "marketplace/cli/keys/prepare.hpp"
#include "marketplace/cli/keys/status.hpp"
#include "marketplace/repository/ceremony.hpp"

namespace kontor::marketplace {
namespace {

// What was typed. Lives until the program ends, for CLI11 keeps references.
struct Typed {
  std::string out;
  CeremonyOptions ceremony;
  bool demo = false;
  std::filesystem::path file, key, copy;
  std::vector<std::filesystem::path> files;
  DraftWish draft;
  AcceptWish accept;
  Source source;
  bool check = false;
};

Result<Json> ceremony(Typed& typed) {
  if (typed.ceremony.root_keys < typed.ceremony.root_threshold)
    typed.ceremony.root_keys = typed.ceremony.root_threshold;
  TRY(hold_ceremony(typed.out, typed.ceremony, SystemClock()));
  if (!typed.demo)
    std::cerr
        << "Give the market's machine tuf/ and keys/{snapshot,timestamp,license,log}.key only; "
           "keep the others off line. Hosts start from root.json.\n";
  return Json{{"folder", typed.out},
              {"root", (std::filesystem::path(typed.out) / "root.json").string()}};
}

Result<Json> status(const Typed& typed) {
  Json told = TRY(keys_status(typed.source, SystemClock().now_ms()));
  if (typed.check && told["due"] != 0) return Error{ErrorCode::conflict, status_text(told)};
  return told;
}

void add_source(CLI::App& verb, Source& source) {
  verb.add_option("--from", source.data, "Folder that holds the present tuf/");
  verb.add_option("--market", source.market, "The running market: http://host:port")
      ->envname("KONTOR_MARKET");
}

CLI::App* add_ceremony(CLI::App& app, Typed& typed) {
  CLI::App* verb = app.add_subcommand(
      "ceremony", "Make every key and the first signed metadata of a new market on one machine");
  verb->add_option("--out", typed.out, "Folder to make; becomes the market's --data with --demo")
      ->required();
  verb->add_option("--root-keys", typed.ceremony.root_keys, "Number of root keys (n)");
  verb->add_option("--threshold", typed.ceremony.root_threshold,
                   "Root keys that must sign a new root (k)");
  verb->add_option("--root-days", typed.ceremony.root_life_days, "Days until the root expires");
  verb->add_option("--log-origin", typed.ceremony.log_origin,
                   "Name of the transparency log (default: made from the root's key)");
  verb->add_flag("--demo", typed.demo, "Throw-away keys, all of them on this machine");
  return verb;
}

std::vector<CLI::App*> add_holder_verbs(CLI::App& app, Typed& typed) {
  CLI::App* made = app.add_subcommand("new", "Make a key and its .pub on its holder's machine");
  made->add_option("file", typed.file, "File to make, mode 0600")->required();
  CLI::App* show = app.add_subcommand("show", "Tell what a document says and who it trusts");
  show->add_option("file", typed.file, "Draft or document")->required();
  CLI::App* sign = app.add_subcommand("sign", "Add a holder's signature to a draft");
  sign->add_option("draft", typed.file, "From kontor keys prepare")->required();
  sign->add_option("--key", typed.key, "The holder's key")->required();
  sign->add_option("--out", typed.copy, "Signed copy to write")->required();
  CLI::App* assemble = app.add_subcommand("assemble", "Put signed copies of one draft together");
  assemble->add_option("copies", typed.files, "Signed copies")->required();
  assemble->add_option("--out", typed.copy, "Document to write: <version>.<role>.json")->required();
  return {made, show, sign, assemble};
}

void add_root_options(CLI::App& verb, DraftWish& wish) {
  verb.add_option("--add", wish.add, "ROLE=FILE.pub: a key more for root, targets, …");
  verb.add_option("--remove", wish.remove, "ROLE=KEYID: a key that no longer counts");
  verb.add_option("--threshold", wish.thresholds, "ROLE=K: signatures the role needs");
}

void add_targets_options(CLI::App& verb, DraftWish& wish) {
  verb.add_option("--shard", wish.shards, "NAME=FILE.pub: all keys of shard NAME, once each");
  verb.add_option("--shard-threshold", wish.shard_thresholds, "NAME=K");
  verb.add_option("--shard-paths", wish.shard_paths, "NAME=PATTERN (default */*/*)");
  verb.add_option("--license-key", wish.license_keys, "All keys that may sign licences");
  verb.add_option("--review-key", wish.review_keys, "All keys that may sign review attestations");
  verb.add_option("--log-key", wish.log_keys, "All keys of the transparency log");
  verb.add_option("--log-origin", wish.log_origin, "The log's name");
  verb.add_option("--killed", wish.killed, "File with what hosts must not run");
}

std::vector<CLI::App*> add_prepare(CLI::App& app, Typed& typed) {
  CLI::App* prepare = app.add_subcommand("prepare", "Write the next off-line document as a draft");
  prepare->require_subcommand(1);
  CLI::App* root = prepare->add_subcommand("root", "The root: keys of the top-level roles");
  add_root_options(*root, typed.draft);
  CLI::App* targets = prepare->add_subcommand("targets", "The off-line targets role and its files");
  add_targets_options(*targets, typed.draft);
  CLI::App* shard = prepare->add_subcommand("shard", "A shard of vendors, with a new expiry");
  shard->add_option("name", typed.draft.shard, "vendors-NN")->capture_default_str();
  for (CLI::App* verb : {root, targets, shard}) {
    add_source(*verb, typed.draft.source);
    verb->add_option("--days", typed.draft.days, "Life in days")->capture_default_str();
    verb->add_option("--out", typed.draft.out, "Folder for the draft")->required();
  }
  return {root, targets, shard};
}

CLI::App* add_accept(CLI::App& app, AcceptWish& wish) {
  CLI::App* verb =
      app.add_subcommand("accept", "Publish signed documents, all in one visible step");
  verb->add_option("documents", wish.documents, "Files named <version>.<role>.json")->required();
  verb->add_option("--files", wish.files, "Folder files/ beside a draft of targets");
  verb->add_option("--data", wish.data, "The market's data folder, while it does not run");
  verb->add_option("--market", wish.address.market, "The running market: http://host:port")
      ->envname("KONTOR_MARKET");
  verb->add_option("--token-file", wish.address.token_file, "The operator's token (mode 0600)")
      ->envname("KONTOR_TOKEN_FILE");
  return verb;
}

}  // namespace

std::vector<CLI::App*> add_key_verbs(CLI::App& app, Result<Json>& answer) {
  const auto typed = std::make_shared<Typed>();  // Owned by the callbacks of all verbs.
  const auto on = [&](CLI::App* verb, auto work) {
    verb->final_callback([&answer, typed, work] { answer = work(*typed); });
    return verb;
  };
  std::vector<CLI::App*> verbs;
  verbs.push_back(on(add_ceremony(app, *typed), ceremony));
  const auto holder = add_holder_verbs(app, *typed);
  verbs.push_back(on(holder[0], [](const Typed& t) { return new_key(t.file); }));
  verbs.push_back(on(holder[1], [](const Typed& t) { return show(t.file); }));
  verbs.push_back(on(holder[2], [](const Typed& t) { return sign_draft(t.file, t.key, t.copy); }));
  verbs.push_back(on(holder[3], [](const Typed& t) { return assemble(t.files, t.copy); }));
  const auto drafts = add_prepare(app, *typed);
  verbs.push_back(on(drafts[0], [](const Typed& t) { return prepare_root(t.draft); }));
  verbs.push_back(on(drafts[1], [](const Typed& t) { return prepare_targets(t.draft); }));
  verbs.push_back(on(drafts[2], [](const Typed& t) { return prepare_shard(t.draft); }));
  verbs.push_back(on(add_accept(app, typed->accept),
                     [](const Typed& t) { return accept_documents(t.accept); }));
  CLI::App* told = app.add_subcommand("status", "Tell what expires when and what to do about it");
  add_source(*told, typed->source);
  told->add_flag("--check", typed->check, "End with 1 when something is to be done");
  verbs.push_back(on(told, [](const Typed& t) { return status(t); }));
  return verbs;
}

}  // namespace kontor::marketplace
