#include <iostream>

#include "sdk/cli/command.hpp"
#include "sdk/cli/verbs.hpp"

namespace kontor::cli {

KeyVerbs::KeyVerbs(CLI::App& app, Outcome& outcome) : outcome_(outcome) {
  auto* key = app.add_subcommand("key", "Keys that sign packages (Ed25519)");
  key->require_subcommand(1);
  example(*key, "kontor key new vendor.key && kontor key show vendor.key");
  auto* make = key->add_subcommand("new", "Make FILE (secret) and FILE.pub");
  make->add_option("file", file_, "The key file")->required();
  make->callback([this] { outcome_.status = new_key(file_, std::cout); });
  example(*make, "kontor key new vendor.key");
  auto* show = key->add_subcommand("show", "The public half of a key file");
  show->add_option("file", file_, "The key file")->required();
  show->callback([this] { outcome_.status = show_key(file_, std::cout); });
  example(*show, "kontor key show vendor.key");
}

}  // namespace kontor::cli
