#include "host/plugins/plugin_export.hpp"

#include <algorithm>
#include <charconv>

#include "base/core/bytes.hpp"

namespace kontor::host {
namespace {

constexpr int kEntriesAtOnce = 50;
constexpr std::int64_t kBetween = -1;
// Of the records of one kind first those that are there, then those that were deleted.
constexpr std::int64_t kLiving = 0;
constexpr std::int64_t kDeleted = 1;

// An id names a folder: nothing but what the manifest's schema lets be one.
Status check_plugin_id(const std::string& id) {
  const auto sound = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  if (std::ranges::all_of(id, sound) && std::ranges::count(id, '.') == 1 && id.front() != '.')
    return ok();
  return Error{ErrorCode::invalid_argument, "no plugin has the id \"" + id + "\""};
}

void add_line(std::string& lines, const Json& line) { lines += to_text(line) + "\n"; }

}  // namespace

// Where an export is: in a part, at a name, and at an offset in what has that name;
// kBetween: past it. Among records the name is the kind, "/" and the cursor of its list.
struct PluginExport::Place {
  enum class Part { storage, records, files, data, end } part = Part::storage;
  std::int64_t offset = kBetween;
  std::string name = {};
  std::set<std::string> ahead = {};  // Names known to follow; not part of a page's `next`.

  static constexpr std::string_view kLetters = "srfd";  // Of the parts, in their order.

  static Result<Place> parse(const std::string& text) {
    const Error wrong{ErrorCode::invalid_argument, "no page of an export ended there"};
    Place place;
    if (text.empty()) return place;
    const auto first = text.find(':');
    const auto second = text.find(':', first + 1);
    if (first != 1 || second == text.npos) return wrong;
    const auto part = kLetters.find(text.front());
    if (part == kLetters.npos) return wrong;
    place.part = static_cast<Part>(part);
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + second, place.offset);
    if (error != std::errc() || end != text.data() + second || place.offset < kBetween)
      return wrong;
    auto name = base64url_decode(std::string_view(text).substr(second + 1));
    if (!name) return wrong;
    place.name = std::move(*name);
    return place;
  }
  std::string text() const {
    if (part == Part::end) return "";
    return std::string(1, kLetters.at(static_cast<std::size_t>(part))) + ":" +
           std::to_string(offset) + ":" + base64url_encode(name);
  }
  void go_to(Part next) { *this = Place{.part = next}; }
  // One more piece of what is at hand; a short one was the last.
  void past(std::size_t bytes) {
    offset = bytes < kChunkBytes ? kBetween : offset + static_cast<std::int64_t>(bytes);
  }
};

Result<bool> PluginExport::anything(const std::string& plugin) {
  TRY(check_plugin_id(plugin));
  if (PluginDataFolder(folders_.data_of(plugin)).exists()) return true;
  const auto entries = TRY(storage_.list(plugin, "", "", 1));
  if (!entries.empty()) return true;
  const auto kinds = TRY(entities_.kept(plugin));
  if (!kinds.empty()) return true;
  return TRY(files_.next(plugin, "")).has_value();
}

Result<PluginExport::Page> PluginExport::page(const std::string& plugin, const std::string& after) {
  TRY(check_plugin_id(plugin));
  Place place = TRY(Place::parse(after));
  Page page;
  while (place.part != Place::Part::end && page.lines.size() < kPageBytes) {
    if (place.part == Place::Part::storage)
      TRY(add_storage(plugin, place, page.lines));
    else if (place.part == Place::Part::records)
      TRY(add_records(plugin, place, page.lines));
    else if (place.part == Place::Part::files)
      TRY(add_files(plugin, place, page.lines));
    else
      TRY(add_data(plugin, place, page.lines));
  }
  if (place.part == Place::Part::end) add_line(page.lines, {{"kind", "end"}, {"plugin", plugin}});
  page.next = place.text();
  return page;
}

Status PluginExport::add_storage(const std::string& plugin, Place& place, std::string& lines) {
  const auto entries = TRY(storage_.list(plugin, "", place.name, kEntriesAtOnce));
  for (const auto& entry : entries)
    add_line(lines, {{"kind", "storage"}, {"name", entry.name}, {"value", entry.value}});
  if (entries.size() < kEntriesAtOnce)
    place.go_to(Place::Part::records);
  else
    place.name = entries.back().name;
  return ok();
}

Status PluginExport::add_records(const std::string& plugin, Place& place, std::string& lines) {
  const auto kinds = TRY(entities_.kept(plugin));  // By name.
  if (place.offset == kBetween) {
    const auto next = std::ranges::upper_bound(kinds, place.name, {}, &Entity::name);
    if (next == kinds.end()) {
      place.go_to(Place::Part::files);
      return ok();
    }
    place.name = next->name + "/";
    place.offset = kLiving;
    return ok();
  }
  const std::string name = place.name.substr(0, place.name.find('/'));
  const auto kind = std::ranges::find(kinds, name, &Entity::name);
  RecordQuery query;
  query.cursor = place.name.substr(place.name.find('/') + 1);
  query.limit = kEntriesAtOnce;
  query.deleted = place.offset == kDeleted;
  RecordPage found;  // Nothing of a kind that was erased while the export ran.
  if (kind != kinds.end()) found = TRY(entities_.page(*kind, query));
  for (Record& record : found.records) {
    Json line = record_json(std::move(record));
    line["kind"] = "record";
    add_line(lines, line);
  }
  if (!found.next.empty()) {
    place.name = name + "/" + found.next;
    return ok();
  }
  const bool living = place.offset == kLiving;
  place.name = living ? name + "/" : name;
  place.offset = living ? kDeleted : kBetween;
  return ok();
}

Status PluginExport::add_files(const std::string& plugin, Place& place, std::string& lines) {
  if (place.offset == kBetween) {
    const auto next = TRY(files_.next(plugin, place.name));
    if (!next) {
      place.go_to(Place::Part::data);
      return ok();
    }
    Json line = file_json(*next);
    line["kind"] = "file";
    line["record"] = nullptr;
    if (!next->record_entity.empty())
      line["record"] = {{"entity", next->record_entity}, {"id", next->record_id}};
    line["subject"] = nullptr;
    if (next->subject) line["subject"] = *next->subject;
    add_line(lines, line);
    place.name = next->id;
    place.offset = 0;
    return ok();
  }
  const auto file = files_.find(plugin, place.name);
  // Erased while the export ran: it is not kept any more.
  const std::string bytes =
      file ? TRY(files_.read(*file, place.offset, static_cast<std::int64_t>(kChunkBytes))) : "";
  if (!bytes.empty())
    add_line(lines, {{"kind", "file-bytes"},
                     {"file", place.name},
                     {"offset", place.offset},
                     {"data", base64_encode(bytes)}});
  place.past(bytes.size());
  return ok();
}

Status PluginExport::add_data(const std::string& plugin, Place& place, std::string& lines) {
  const PluginDataFolder folder(folders_.data_of(plugin));
  if (place.offset == kBetween) {
    if (place.ahead.empty()) place.ahead = TRY(folder.paths_after(place.name));
    if (place.ahead.empty()) {
      place.go_to(Place::Part::end);
      return ok();
    }
    place.name = place.ahead.extract(place.ahead.begin()).value();
    place.offset = 0;
  }
  const auto bytes = folder.read(place.name, place.offset, kChunkBytes);
  if (!bytes && bytes.error().code != ErrorCode::not_found) return bytes.error();
  if (bytes && (!bytes->empty() || place.offset == 0)) {
    Json line = {{"kind", "data"}, {"offset", place.offset}, {"data", base64_encode(*bytes)}};
    const bool readable = is_utf8(place.name);
    line[readable ? "path" : "path_base64"] = readable ? place.name : base64_encode(place.name);
    add_line(lines, line);
  }
  place.past(bytes ? bytes->size() : 0);
  return ok();
}

}  // namespace kontor::host
