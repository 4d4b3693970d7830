#include <iostream>

#include "sdk/cli/command.hpp"
#include "sdk/cli/verbs.hpp"

namespace kontor::cli {
namespace {

BuildPlugin build_of(const std::string& folder, const std::string& output, bool debug) {
  const std::filesystem::path from = folder;
  return {from, output.empty() ? from / "build" : std::filesystem::path(output),
          debug ? Flavour::debug : Flavour::release};
}

// `work` with the kit, or why there is none.
template <typename Work>
Status with_kit(Work work) {
  const Kit kit = TRY(Kit::find());
  return work(kit);
}

}  // namespace

MakeVerbs::MakeVerbs(CLI::App& app, Outcome& outcome) : outcome_(outcome) {
  add_new(app);
  add_build(app);
  add_test(app);
}

void MakeVerbs::add_new(CLI::App& app) {
  auto* verb = app.add_subcommand("new", "Make a plugin that builds and passes its own tests");
  verb->add_option("id", id_, "vendor.name, for example acme.maps")->required();
  verb->add_option("--lang", language_, "Language of the plugin: cpp (default) or c")
      ->check(CLI::IsMember({"cpp", "c"}));
  verb->add_option("--folder", output_, "Where to make it (default: the name)");
  verb->callback([this] {
    if (output_.empty()) output_ = id_.substr(id_.find('.') + 1);
    outcome_.status = with_kit([this](const Kit& kit) {
      return new_plugin({id_, language_, output_}, kit, std::cout);
    });
  });
  example(*verb, "kontor new acme.maps --lang c && kontor test maps");
}

void MakeVerbs::add_build(CLI::App& app) {
  auto* verb =
      app.add_subcommand("build", "Compile a plugin so that it runs on other distributions too");
  verb->add_option("folder", folder_,
                   "Holds manifest.json, and CMakeLists.txt or sources "
                   "for $CXX and $CC (default: here)");
  verb->add_option("--out", output_, "Where the result goes (default: FOLDER/build)");
  verb->add_flag("--debug", debug_, "With what a debugger needs, hardly optimised");
  verb->callback([this] {
    outcome_.status = with_kit([this](const Kit& kit) {
      return build_plugin(build_of(folder_, output_, debug_), kit, std::cout);
    });
  });
  example(*verb, "kontor build maps");
}

void MakeVerbs::add_test(CLI::App& app) {
  auto* verb =
      app.add_subcommand("test", "Build a plugin and run its own tests against a host in memory");
  verb->add_option("folder", folder_,
                   "Holds CMakeLists.txt with kontor_plugin_test (default: here)");
  verb->add_option("--out", output_, "Where the build goes (default: FOLDER/build)");
  verb->add_flag("--debug", debug_, "Build as for a debugger");
  verb->callback([this] {
    outcome_.status = with_kit([this](const Kit& kit) {
      return test_plugin(build_of(folder_, output_, debug_), kit, std::cout);
    });
  });
  example(*verb, "kontor test maps");
}

}  // namespace kontor::cli
