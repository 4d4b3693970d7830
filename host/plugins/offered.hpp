#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "host/plugins/plugin_instance.hpp"

namespace kontor::host {

// not_found unless the plugin is enabled and offers `name` among these.
Result<const package::Contribution*> require_contribution(
    const PluginInstance& plugin, const std::vector<package::Contribution>& offered,
    const std::string& name);

// By the schema in the manifest, if it has one.
Status check_input(const package::Contribution& contribution, const Json& input);

}  // namespace kontor::host
