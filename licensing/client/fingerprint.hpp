#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/core/json.hpp"

namespace kontor::licensing {

// What a machine is made of, as hashes: part name → first half of a salted SHA-256. Nobody
// reads a serial number out of it, and two hosts' parts cannot be compared.
using Fingerprint = std::map<std::string, std::string>;

// Looks at the machine whose files lie under `root` ("/"): machine id, board, processor, disk,
// network cards, host name. A part that is not there (containers) is left out.
Fingerprint take_fingerprint(const std::filesystem::path& root, std::string_view salt);

// The k-of-n rule: still the same machine while at least half of what was enrolled is the
// same. A changed network card, disk or container id locks nobody out.
bool is_same_machine(const Fingerprint& enrolled, const Fingerprint& now);

Json to_json(const Fingerprint& fingerprint);
Result<Fingerprint> parse_fingerprint(const Json& json);

}  // namespace kontor::licensing
