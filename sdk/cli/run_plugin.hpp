#pragma once

#include <iosfwd>

#include "sdk/cli/plugin_run.hpp"

namespace kontor::cli {

// One use of a contribution, from the command line.
struct Shot {
  std::string kind, name;  // "action", "hello.greet"
  Json input;              // Null: made up.
};

enum class Watching { no, yes };

// Starts the plugin, fires the shots, or reads commands from standard input until it ends or
// says quit. Watching, it reloads when plugin.so or manifest.json is written, and goes on
// when standard input ends.
Status run_plugin(RunPlugin options, const std::vector<Shot>& shots, Watching watching,
                  std::ostream& out);

// One line of the prompt; false: the line says to quit.
bool obey(PluginRun& run, const std::string& line);

struct Debug {
  std::filesystem::path sources;      // Where gdb looks for them.
  std::vector<std::string> commands;  // Of gdb, in order.
  enum class Ending { at_prompt, after_commands } ending = Ending::at_prompt;
};
// Starts the plugin and gdb upon its process; the shots are fired once gdb lets it run.
Status debug_plugin(RunPlugin options, const std::vector<Shot>& shots, const Debug& debug,
                    std::ostream& out);

}  // namespace kontor::cli
