#include <iostream>

#include "sdk/check/check.hpp"
#include "sdk/cli/command.hpp"
#include "sdk/cli/run_plugin.hpp"
#include "sdk/cli/verbs.hpp"

namespace kontor::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKinds[] = {"action",  "widget", "panel", "hook",   "event",  "job",
                                  "webhook", "page",   "menu",  "import", "service"};

fs::path runner() { return program_folder() / "kontor-runner"; }

// Input as typed: JSON, or text for those who take text.
Result<Json> input_of(const std::string& text) {
  if (text.empty()) return Json();
  auto json = parse_json(text);
  if (json) return json;
  return Error{ErrorCode::invalid_argument, "--input is no JSON: " + json.error().message};
}

Result<std::vector<Shot>> shots_of(const std::vector<std::pair<std::string, std::string>>& typed,
                                   const std::string& input) {
  const Json json = TRY(input_of(input));
  std::vector<Shot> shots;
  for (const auto& [kind, name] : typed) shots.push_back({kind, name, json});
  return shots;
}

Status check_plugin(const fs::path& path, const check::CheckOptions& options, Format format,
                    int& exit_code) {
  // A source folder stands for what was built of it.
  const auto built = fs::is_directory(path) ? built_folder(path) : Result<fs::path>(path);
  if (!built) return built.error();
  const check::Report report = TRY(check::check(*built, options));
  if (format == Format::json) {
    std::cout << to_text(check::to_json(report)) << "\n";
  } else {
    check::print(report, std::cout);
  }
  exit_code = report.passed() ? 0 : 1;
  return ok();
}

}  // namespace

TryVerbs::TryVerbs(CLI::App& app, Outcome& outcome) : outcome_(outcome) {
  add_run(app);
  add_debug(app);
  add_check(app);
}

void TryVerbs::add_check(CLI::App& app) {
  auto* verb = app.add_subcommand(
      "check", "Check a package or a built plugin as the market does, and try it in the sandbox");
  verb->add_option("path", folder_, "A .kpkg, or the folder of a plugin (default: here)");
  verb->add_flag("--json", json_, "One JSON object instead of lines");
  verb->add_option("--previous", previous_,
                   "Package of the last released version: tells what the library asks for anew");
  verb->add_flag("--scan", scan_only_, "Look at the files only; run nothing of the plugin");
  verb->add_option("--fuzz", fuzz_, "Wrong requests for each contribution (default: 200)")
      ->check(CLI::Range(0, 1'000'000));
  verb->add_option("--seed", seed_, "Of the wrong requests; the same seed, the same requests");
  verb->callback([this] {
    check::CheckOptions options;
    options.runner = runner();
    options.seed = seed_;
    options.fuzz = fuzz_;
    options.previous = previous_;
    options.run = scan_only_ ? check::CheckOptions::Run::no : check::CheckOptions::Run::yes;
    options.on_progress = [](const std::string& part) { std::cerr << part << " ...\n"; };
    outcome_.status =
        check_plugin(folder_, options, json_ ? Format::json : Format::people, outcome_.exit_code);
  });
  example(*verb, "kontor check acme.maps-0.1.0.kpkg --json");
}

void TryVerbs::add_shots(CLI::App& verb) {
  for (const std::string kind : kKinds) {
    verb.add_option_function<std::vector<std::string>>(
        "--" + kind,
        [this, kind](const std::vector<std::string>& names) {
          for (const std::string& name : names) shots_.emplace_back(kind, name);
        },
        kind == "hook"      ? "Save a record of this entity"
        : kind == "service" ? "Call NAME/1.METHOD as another plugin"
                            : "Use the " + kind + " of this name");
  }
  verb.add_option("--input", input_, "JSON they get (default: made up from the manifest)");
  verb.add_option("--as", user_, "Who acts (default: user-1)");
  verb.add_option("--license", license_,
                  "What the licence is like: licensed (default), trial, expired, refused, seats=N");
  verb.add_option("--settings", settings_, "JSON file of the settings (default: made up)");
  verb.add_option("--records", records_, "JSON file of the host's records: {\"person\": [{…}]}");
}

void TryVerbs::add_run(CLI::App& app) {
  auto* verb = app.add_subcommand(
      "run", "Run a built plugin in the sandbox before a host in memory, and show what it does");
  verb->add_option("folder", folder_, "The plugin (default: here)");
  verb->add_flag("--watch", watch_, "Reload whenever it is built");
  add_shots(*verb);
  verb->callback([this] {
    outcome_.status = [this]() -> Status {
      const auto shots = TRY(shots_of(shots_, input_));
      auto folder = TRY(built_folder(folder_));
      auto license = TRY(LicensePlay::parse(license_));
      RunPlugin options{std::move(folder), runner(), std::move(license), settings_, records_};
      if (!user_.empty()) options.user = user_;
      return run_plugin(std::move(options), shots, watch_ ? Watching::yes : Watching::no,
                        std::cout);
    }();
  });
  example(*verb, "kontor run maps --action maps.greet --license seats=1");
}

void TryVerbs::add_debug(CLI::App& app) {
  auto* verb = app.add_subcommand("debug", "Run a plugin as `run` does, with gdb attached to it");
  verb->add_option("folder", folder_, "The plugin; build it with kontor build --debug");
  add_shots(*verb);
  verb->add_option("--ex", gdb_commands_, "A command of gdb; may be repeated");
  verb->add_flag("--batch", batch_, "End after the commands instead of showing gdb's prompt");
  verb->callback([this] {
    outcome_.status = [this]() -> Status {
      const auto shots = TRY(shots_of(shots_, input_));
      auto folder = TRY(built_folder(folder_));
      auto license = TRY(LicensePlay::parse(license_));
      RunPlugin options{std::move(folder), runner(), std::move(license), settings_, records_};
      if (!user_.empty()) options.user = user_;
      const auto ending = batch_ ? Debug::Ending::after_commands : Debug::Ending::at_prompt;
      return debug_plugin(std::move(options), shots,
                          {fs::absolute(folder_).lexically_normal(), gdb_commands_, ending},
                          std::cout);
    }();
  });
  example(*verb, "kontor debug maps --action maps.greet --ex 'break plugin.cpp:12' --ex continue");
}

}  // namespace kontor::cli
