#include "host/plugins/plugin_export.hpp"

#include <algorithm>
#include <charconv>

#include "base/core/bytes.hpp"

namespace kontor::host {
namespace {

constexpr int kEntriesAtOnce = 50;
constexpr std::int64_t kBetween = -1;

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
// kBetween: past it.
struct PluginExport::Place {
  enum class Part { storage, files, data, end } part = Part::storage;
  std::int64_t offset = kBetween;
  std::string name = {};
  std::set<std::string> ahead = {};  // Names known to follow; not part of a page's `next`.

  static Result<Place> parse(const std::string& text) {
    const Error wrong{ErrorCode::invalid_argument, "no page of an export ended there"};
    Place place;
    if (text.empty()) return place;
    const auto first = text.find(':');
    const auto second = text.find(':', first + 1);
    if (first != 1 || second == text.npos) return wrong;
    const char part = text.front();
    if (part != 's' && part != 'f' && part != 'd') return wrong;
    place.part = part == 's' ? Part::storage : part == 'f' ? Part::files : Part::data;
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
    const char letter = part == Part::storage ? 's' : part == Part::files ? 'f' : 'd';
    return std::string(1, letter) + ":" + std::to_string(offset) + ":" + base64url_encode(name);
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
  return TRY(files_.next(plugin, "")).has_value();
}

Result<PluginExport::Page> PluginExport::page(const std::string& plugin, const std::string& after) {
  TRY(check_plugin_id(plugin));
  Place place = TRY(Place::parse(after));
  Page page;
  while (place.part != Place::Part::end && page.lines.size() < kPageBytes) {
    if (place.part == Place::Part::storage)
      TRY(add_storage(plugin, place, page.lines));
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
    place.go_to(Place::Part::files);
  else
    place.name = entries.back().name;
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
