#include <memory>

#include "marketplace/cli/operator/offline_verbs.hpp"

namespace kontor::marketplace {

std::vector<CLI::App*> add_offline_verbs(CLI::App& app, Result<Json>& answer) {
  // What is typed lives until the program ends, owned by the callbacks, for CLI11 refers to it.
  const auto wish = std::make_shared<OfflineWish>();
  std::vector<CLI::App*> verbs;
  const auto add = [&](const char* name, const char* about, const char* subject, auto work) {
    CLI::App* verb = app.add_subcommand(name, about);
    add_address_options(*verb, wish->address);
    if (subject) verb->add_option("subject", wish->subject, subject)->required();
    verb->final_callback([&answer, wish, work] { answer = work(*wish); });
    verbs.push_back(verb);
    return verb;
  };
  const auto with_keys = [&](CLI::App* verb) {
    verb->add_option("--keys", wish->keys, "Folder with the off-line keys")->required();
    return verb;
  };
  CLI::App* keys =
      with_keys(add("approve-keys", "Delegate a namespace to the other keys its vendor asked for",
                    "Namespace", approve_keys));
  keys->add_flag("--lost", wish->lost, "Its present keys are lost, and you made sure who asks");
  keys->add_option("--shard", wish->shard, "vendors-NN (default: where the vendor is)");
  with_keys(add("approve-proven", "Delegate to all who wait and proved a domain of their name",
                nullptr, approve_proven));
  CLI::App* transfer = with_keys(add("transfer", "Give a plugin to the vendor it was announced for",
                                     "Plugin id", complete_transfer));
  transfer->add_option("--shard", wish->shard, "vendors-NN (default: where the vendor is)");
  CLI::App* kill = with_keys(add("kill", "Stop a plugin on every host that has it",
                                 "PLUGIN or PLUGIN@VERSION", kill_plugin));
  kill->add_option("--reason", wish->reason, "Why; shown to administrators")->required();
  kill->add_option("--advisory", wish->advisory, "Address with more about it");
  with_keys(add("revive", "Take a plugin off the list of what hosts must not run",
                "PLUGIN or PLUGIN@VERSION, as it was killed", revive_plugin));
  add("orders", "List the orders nobody paid yet", nullptr, unpaid_orders);
  return verbs;
}

}  // namespace kontor::marketplace
