#pragma once

#include <ostream>
#include <string>

#include "base/core/json.hpp"

namespace kontor::host {

// The host's answers for people. Text of a plugin is shown without control characters.
void print_list(std::ostream& out, const Json& answer);
void print_plugin(std::ostream& out, const Json& plugin, const std::string& language);
void print_layers(std::ostream& out, const Json& layers);
void print_sandbox(std::ostream& out, const Json& answer);
// As Markdown, with its lines.
void print_handbook(std::ostream& out, const Json& answer);
// Short: "kontor.sms 1.2.0 is running".
void print_state(std::ostream& out, const Json& plugin);

}  // namespace kontor::host
