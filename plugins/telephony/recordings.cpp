#include "recordings.hpp"

#include <charconv>
#include <kontor/base64.hpp>
#include <kontor/time.hpp>

#include "call_log.hpp"
#include "days.hpp"
#include "sentences.hpp"
#include "whole.hpp"

namespace kontor::telephony {
namespace {

constexpr std::int64_t kPieceBytes = std::int64_t{1} << 20;

// "bytes 0-1048575/5000000" says how long the whole is; -1 if nobody says.
std::int64_t whole_size(const std::map<std::string, std::string>& headers) {
  const auto found = headers.find("content-range");
  if (found == headers.end()) return -1;
  const std::string& text = found->second;
  const auto slash = text.rfind('/');
  if (slash == std::string::npos) return -1;
  std::int64_t size = -1;
  std::from_chars(text.data() + slash + 1, text.data() + text.size(), size);
  return size;
}

std::string file_name(const std::string& name) {
  return name.find('.') == std::string::npos ? name + ".wav" : name;
}

std::string media_type(const std::string& name) {
  return name.ends_with(".mp3") ? "audio/mpeg" : name.ends_with(".ogg") ? "audio/ogg" : "audio/wav";
}

}  // namespace

std::string Recordings::address_of(const std::string& name) const {
  std::string url = settings_.recordings_url;
  if (!url.ends_with('/')) url += '/';
  return url + file_name(name);
}

// A cloud exchange tells of a recording after its call is over: the log knows whose it was.
std::string Recordings::person_of(const Json& payload) const {
  const std::string person = text_of(payload, "person");
  if (!person.empty()) return person;
  const Json entry = logged_call(host_, text_of(payload, "call"), whole_of(payload, "started_ms"),
                                 settings_.time_zone);
  return entry.is_object() ? text_of(entry, "person") : "";
}

// Piece by piece, by ranges; a server that knows none sends a short file whole.
std::string Recordings::copy(const std::string& name, const std::string& person) const {
  op::FilePutRequest file;
  file.name = file_name(name);
  file.content_type = media_type(file.name);
  if (!person.empty()) {
    file.record = op::RecordReference{.entity = "person", .id = person};
    file.person = person;
  }
  file.last = false;
  while (!file.last) {
    const std::string range = "bytes=" + std::to_string(file.offset) + "-" +
                              std::to_string(file.offset + kPieceBytes - 1);
    const auto piece = host_.http_fetch({.url = address_of(name),
                                         .headers = {{"range", range}},
                                         .binary = true,
                                         .timeout_ms = 30000});
    const bool whole = piece.status == 200 && file.offset == 0;
    if (!whole && piece.status != 206) {
      throw Failure(KONTOR_UNAVAILABLE, "the recording " + name +
                                            " is not there yet: HTTP status " +
                                            std::to_string(piece.status));
    }
    std::string bytes = from_base64(piece.body);
    const std::int64_t size =
        whole ? static_cast<std::int64_t>(bytes.size()) : whole_size(piece.headers);
    if (size < 0 || size > kBytesMax || bytes.empty()) {
      throw Failure(KONTOR_EXHAUSTED, "the recording " + name + " has no usable length");
    }
    for (std::size_t at = 0; at < bytes.size(); at += static_cast<std::size_t>(kPieceBytes)) {
      const std::string part = bytes.substr(at, static_cast<std::size_t>(kPieceBytes));
      file.data = to_base64(part);
      file.last = file.offset + static_cast<std::int64_t>(part.size()) >= size;
      file.file = host_.file_put(file).file;
      file.offset += static_cast<std::int64_t>(part.size());
    }
  }
  return *file.file;
}

void Recordings::fetch(const Json& payload) const {
  const std::string name = text_of(payload, "name");
  const std::int64_t started_ms = whole_of(payload, "started_ms");
  if (settings_.recordings_url.empty() || name.empty()) return;
  const std::string day = local_hour(started_ms, "UTC0").day;
  const std::string key = "recording/" + day + "/" + name.substr(0, 200);
  if (!host_.storage_get({.key = key}).value.is_null()) return;
  const std::string person = person_of(payload);
  const std::string file = copy(name, person);
  const std::optional<std::string> subject = person.empty() ? std::nullopt : std::optional(person);
  host_.storage_put({.key = key,
                     .value = {{"file", file}, {"call", text_of(payload, "call")}, {"name", name}},
                     .person = subject});
  if (person.empty()) return;
  // An entry of its own beside the call's: an exchange may bring it days later.
  op::TimelineAddRequest entry;
  entry.record = {.entity = "person", .id = person};
  entry.kind = "call";
  entry.state = "recorded";
  entry.summary = kRecording.in(locale_, {file_name(name)});
  entry.occurred_at = rfc3339(Time(std::chrono::milliseconds(started_ms)));
  entry.external_id = "recording-" + name.substr(0, 180);
  host_.timeline_add(entry);
}

std::int64_t Recordings::prune(std::int64_t now_ms) const {
  return remove_old_days(
      host_, "recording/", settings_.recording_days, now_ms,
      [this](const Json& value) { host_.file_delete({.file = text_of(value, "file")}); });
}

}  // namespace kontor::telephony
