#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "base/core/result.hpp"

namespace kontor::package {

// Text per language ("en", "ru" …). English is always there.
using Translated = std::map<std::string, std::string>;

// Who must hold a seat for a contribution to run.
enum class SeatRule { none, acting_user, target_user, installation };
// What happens to the save when a hook fails.
enum class OnFailure { closed, open };
enum class Kind { widget, addon, plugin };
enum class Isolation { sandbox, in_process };

struct Platform {
  std::string os, arch;
  std::string glibc;  // Highest version of glibc the library asks for, "2.36".
  std::string file;   // Member of the package: "plugin.so".
};

struct RecordPermission {
  std::string entity;
  std::vector<std::string> verbs;   // read, create, update, delete
  std::vector<std::string> fields;  // Exactly these; there is no "all".
  std::string purpose, legal_basis;
  Translated reason;
};

// Either host and port, or the name of a setting in which the administrator writes a URL
// or host:port.
struct Egress {
  std::string host;
  std::uint16_t port = 0;
  std::string setting;
  Translated reason;
};

struct Secret {
  std::string name;
  Translated reason;
};

struct Permissions {
  std::vector<RecordPermission> records;
  std::vector<Egress> egress;
  std::vector<Secret> secrets;
  std::vector<std::string> operations;  // Host operations beyond the plugin's own: "timeline.add".
};

// A picture of the plugin at work, for those who think of taking it (screenshots.hpp).
struct Screenshot {
  std::string file;  // Member of the package: "screenshots/calls.png".
  Translated caption;
  int width = 0, height = 0;  // In pixels; the packer fills them. 0: not said yet.
};

struct ServiceUse {
  std::string service;  // "kontor.consent/1"
  bool optional = false;
};

// A field the plugin adds to an entity. `definition` is a field definition as in host/core.
struct FieldContribution {
  std::string entity, name;
  Json definition;
};

// A kind of records of its own. `definition` is an entity definition as in host/core/entities.
struct EntityContribution {
  std::string name;
  Translated label;  // Of many.
  std::vector<std::string> fields;
  Json definition;
};

struct HookContribution {
  std::string operation;  // "record.before_save"
  std::string entity;
  std::vector<std::string> fields;   // Sent to the plugin.
  std::vector<std::string> changes;  // What its patch may touch.
  SeatRule seat = SeatRule::none;
  OnFailure on_failure = OnFailure::closed;
};

struct EventContribution {
  std::string name;  // "deal.won"
  SeatRule seat = SeatRule::none;
  bool latest = false;  // Of those that wait, only the newest is told.
  bool many = false;    // Those that wait are told together.
};

// Actions, widgets, panels, webhooks, jobs, menu entries, import formats and public pages: a name,
// a label and who pays.
struct Contribution {
  std::string name;
  Translated label;
  SeatRule seat = SeatRule::none;
  std::string entity;               // What an action, panel … is about; empty: no record.
  std::vector<std::string> fields;  // Of that record, sent along.
  bool bulk = false;                // An action that also takes many records.
  Json input;                       // JSON Schema of an action's input or a widget's parameters.
  Json all;                         // The whole entry, with members that only one kind has.
};

struct Contributes {
  std::vector<FieldContribution> fields;
  std::vector<EntityContribution> entities;
  std::vector<HookContribution> hooks;
  std::vector<EventContribution> events;
  std::vector<Contribution> actions, widgets, panels, webhooks, jobs, menu, pages, import_formats;
  std::vector<std::string> translations;  // Languages with a file locales/<language>.json.
  Json settings;  // JSON Schema of the settings form; null if there are none.
};

struct License {
  bool free = true;
  std::string product;  // In the marketplace; usually the plugin's id.
  std::vector<std::string> features;
  // Raw Ed25519 public keys (hexadecimal) the plugin itself believes about licences.
  std::vector<std::string> license_keys, offer_keys;
};

struct Limits {
  std::int64_t memory_bytes = 0;
  int cpu_percent = 0;
  int call_deadline_ms = 0;
  std::int64_t storage_bytes = 0;
  int concurrency = 1;
  int threads = 0;  // Of its own, beside those that serve calls.
  Isolation isolation = Isolation::sandbox;
};

// What a plugin says of itself: signed, and read without loading any of its code.
struct Manifest {
  // invalid_argument naming the place and the rule: JSON, manifest.schema.json, then what a
  // schema cannot say (id begins with the vendor, names are unique, files fit …).
  static Result<Manifest> parse(std::string_view text);

  std::string id;
  Kind kind = Kind::plugin;
  std::string version;  // SemVer 2.0.0
  std::string sdk;      // Range of SDK versions: ">=0.1.0 <1.0.0"
  std::vector<Platform> platforms;
  Translated name, summary;
  std::vector<Screenshot> screenshots;  // As the vendor orders them.
  std::string vendor;                   // Namespace; the first part of the id.
  License license;
  Permissions permissions;
  std::vector<std::string> provides;
  std::vector<ServiceUse> uses;
  Contributes contributes;
  Limits limits;  // Filled with the defaults of `kind` where the manifest is silent.
  Json personal_data;
  std::map<std::string, std::string> files;  // Member name → hex SHA-256; the packer fills it.
  Json document;                             // All of it, as parsed.

  // The library for a platform, or null.
  const Platform* platform(std::string_view os, std::string_view arch) const;
};

constexpr std::size_t kManifestBytesMax = std::size_t{1} << 20;

// The published JSON Schema, as text.
std::string_view manifest_schema_text();

}  // namespace kontor::package
