#include "marketplace/cli/vendor/publishing_options.hpp"

#include <memory>

#include "marketplace/cli/vendor/bin_verbs.hpp"
#include "marketplace/cli/vendor/key_verbs.hpp"
#include "marketplace/cli/vendor/release_verbs.hpp"

namespace kontor::marketplace {
namespace {

// What was typed. Lives until the program ends, for CLI11 keeps references.
struct TypedWishes {
  ReleaseWish release;
  VendorKeysWish keys;
  ClaimWish claim;
  TransferWish transfer;
  BinsWish bins;
};

template <typename Wish>
void add_common(CLI::App& verb, Wish& wish) {
  add_address_options(verb, wish.address);
  verb.add_option("--vendor", wish.vendor, "Your namespace")->envname("KONTOR_VENDOR")->required();
}

CLI::Option* add_keys(CLI::App& verb, std::vector<std::filesystem::path>& keys) {
  return verb.add_option("--key", keys, "Your private key; again for each more that must sign")
      ->envname("KONTOR_VENDOR_KEY");
}

CLI::App* add_release(CLI::App& app, ReleaseWish& wish, const char* name, const char* about,
                      const char* undo) {
  CLI::App* verb = app.add_subcommand(name, about);
  add_common(*verb, wish);
  add_keys(*verb, wish.keys)->required();
  verb->add_option("release", wish.release, "PLUGIN@VERSION, or PLUGIN for all versions")
      ->required();
  if (undo) verb->add_flag("--undo", wish.undo, undo);
  return verb;
}

struct Verbs {
  std::vector<CLI::App*> list;
  std::shared_ptr<TypedWishes> typed;  // Owned by the callbacks of all verbs.
  Result<Json>& answer;

  template <typename Work>
  void on(CLI::App* verb, Work work) {
    verb->final_callback(
        [this_answer = &answer, wishes = typed, work] { *this_answer = work(*wishes); });
    list.push_back(verb);
  }
};

void add_release_verbs(CLI::App& app, Verbs& verbs) {
  ReleaseWish& wish = verbs.typed->release;
  CLI::App* yanked = add_release(app, wish, "yank", "Tell hosts not to install a release any more",
                                 "Let it be installed again");
  yanked->add_option("--reason", wish.reason, "Why; shown to customers");
  verbs.on(yanked, [](const TypedWishes& t) { return yank(t.release); });

  CLI::App* old =
      add_release(app, wish, "deprecate", "Tell customers what to use instead", "Take it back");
  old->add_option("--reason", wish.reason, "Why; shown to customers");
  old->add_option("--successor", wish.successor, "Plugin id to use instead");
  verbs.on(old, [](const TypedWishes& t) { return deprecate(t.release); });

  CLI::App* share =
      add_release(app, wish, "rollout", "Offer an update to a share of the hosts", nullptr);
  share->add_option("--percent", wish.percent, "1 to 100")->required()->check(CLI::Range(1, 100));
  verbs.on(share, [](const TypedWishes& t) { return roll_out(t.release); });

  CLI::App* channel =
      add_release(app, wish, "channel", "Move a release to another channel", nullptr);
  channel->add_option("channel", wish.channel, "stable, beta or private")
      ->required()
      ->check(CLI::IsMember({"stable", "beta", "private"}));
  verbs.on(channel, [](const TypedWishes& t) { return set_channel(t.release); });

  CLI::App* renew = app.add_subcommand("renew", "Sign your role again before it expires");
  add_common(*renew, wish);
  add_keys(*renew, wish.keys)->required();
  verbs.on(renew, [](const TypedWishes& t) { return renew_role(t.release); });
}

void add_key_verbs(CLI::App& app, Verbs& verbs) {
  VendorKeysWish& wish = verbs.typed->keys;
  CLI::App* keys = app.add_subcommand("keys", "Ask for other keys of your namespace");
  add_common(*keys, wish);
  add_keys(*keys, wish.old_keys);
  keys->add_option("--new-key", wish.new_keys, "A key from now on; made if there is none")
      ->required();
  keys->add_option("--threshold", wish.threshold, "How many of them must sign")
      ->capture_default_str();
  verbs.on(keys, [](const TypedWishes& t) { return rotate_keys(t.keys); });

  BinsWish& spread = verbs.typed->bins;
  CLI::App* bins = app.add_subcommand("bins", "Spread very many releases over roles of their own");
  add_common(*bins, spread);
  add_keys(*bins, spread.keys)->required();
  bins->add_option("--bits", spread.bits, "2^BITS roles; 0: all in your own role again")
      ->required()
      ->check(CLI::Range(0, 5));
  verbs.on(bins, [](const TypedWishes& t) { return spread_over_bins(t.bins); });

  CLI::App* token = app.add_subcommand("token", "Replace a lost token on the word of your key");
  add_common(*token, wish);
  add_keys(*token, wish.old_keys)->required();
  verbs.on(token, [](const TypedWishes& t) { return replace_token(t.keys); });

  ClaimWish& claim = verbs.typed->claim;
  CLI::App* claimed = app.add_subcommand("claim", "Prove by a DNS record that a domain is yours");
  add_common(*claimed, claim);
  claimed->add_option("domain", claim.domain, "For example acme.example; none: how it stands");
  claimed->add_flag("--check", claim.check, "The record is there: look it up");
  verbs.on(claimed, [](const TypedWishes& t) { return claim_domain(t.claim); });
}

void add_transfer_verbs(CLI::App& app, Verbs& verbs) {
  TransferWish& wish = verbs.typed->transfer;
  CLI::App* transfer = app.add_subcommand("transfer", "Give a plugin to another vendor");
  transfer->require_subcommand(1);
  CLI::App* offer = transfer->add_subcommand("offer", "Sign that a plugin goes to another vendor");
  offer->add_option("plugin", wish.plugin, "Plugin id")->required();
  offer->add_option("--to", wish.to, "Namespace of the other vendor")->required();
  offer->add_option("--out", wish.file, "File for the other vendor")->required();
  offer->add_option("--vendor", wish.vendor, "Your namespace")->required();
  add_keys(*offer, wish.keys)->required();
  verbs.on(offer, [](const TypedWishes& t) { return offer_transfer(t.transfer); });

  CLI::App* accept = transfer->add_subcommand("accept", "Countersign it and have it announced");
  accept->add_option("file", wish.file, "What the other vendor signed")->required();
  CLI::App* withdraw = transfer->add_subcommand("withdraw", "Take it back while it is held");
  withdraw->add_option("plugin", wish.plugin, "Plugin id")->required();
  CLI::App* finish = transfer->add_subcommand("finish", "Name its releases in your own role");
  finish->add_option("plugin", wish.plugin, "Plugin id")->required();
  for (CLI::App* verb : {accept, withdraw, finish}) add_common(*verb, wish);
  for (CLI::App* verb : {accept, finish}) add_keys(*verb, wish.keys)->required();
  verbs.on(accept, [](const TypedWishes& t) { return accept_transfer(t.transfer); });
  verbs.on(withdraw, [](const TypedWishes& t) { return withdraw_transfer(t.transfer); });
  verbs.on(finish, [](const TypedWishes& t) { return finish_transfer(t.transfer); });
}

}  // namespace

std::vector<CLI::App*> add_publishing_verbs(CLI::App& app, Result<Json>& answer) {
  Verbs verbs{.list = {}, .typed = std::make_shared<TypedWishes>(), .answer = answer};
  add_release_verbs(app, verbs);
  add_key_verbs(app, verbs);
  add_transfer_verbs(app, verbs);
  return verbs.list;
}

}  // namespace kontor::marketplace
