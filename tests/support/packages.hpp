#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::testing {

// A picture for its listing: "screenshots/NAME" with these bytes.
struct PackageScreenshot {
  std::string name = "a.png";
  std::string bytes = {};
  std::string caption = "At work";
};

// What a made-up package says of itself.
struct PackageText {
  std::string id = "acme.notes";
  std::string version = "1.0.0";
  std::string name = "Notes";
  std::string library = "no real library";  // Bytes of plugin.so.
  Json contributes = Json::object();        // As in a manifest.
  std::vector<PackageScreenshot> screenshots = {};
  std::map<std::string, std::string> handbooks = {};  // "handbook.sv.md" and its text.
};

// A package signed by `key`, well-formed but for a library that is none.
std::string signed_package(const PackageText& text, const crypto::SigningKey& key);
// The same without the signature.
std::string unsigned_package(const PackageText& text);

}  // namespace kontor::testing
