#include "sdk/testing/fake_host.hpp"

#include <chrono>

namespace kontor::testing {
namespace {

constexpr std::size_t kRequestBytesMax = std::size_t{16} << 20;

const char* code_name(ErrorCode code) {
  static constexpr const char* kNames[] = {"invalid_argument", "unauthenticated", "forbidden",
                                           "not_found",        "conflict",        "exhausted",
                                           "untrusted",        "unavailable",     "internal"};
  return kNames[static_cast<int>(code)];
}

void write(kontor_sink sink, const Json& json) {
  const std::string text = to_text(json);
  sink.write(sink.self, text.data(), text.size());
}

}  // namespace

FakeHost::FakeHost() : c_host_{sizeof(kontor_host), 0, this, &FakeHost::c_call, &FakeHost::c_log} {
  answer_records();
  answer_storage();
  answer_people();
  answer_outside();
  answer_messages();
  answer_files();
}

void FakeHost::enforce(package::Manifest manifest) {
  const std::lock_guard lock(mutex_);
  rights_.emplace(std::move(manifest));
}

Result<Json> FakeHost::call(std::string_view operation, const Json& request) {
  Handler handler;
  {
    const std::lock_guard lock(mutex_);
    calls_.emplace_back(operation);
    if (rights_) {
      const Status permitted = rights_->check(operation, request);
      if (!permitted) ++denied_;
      if (!permitted) return permitted.error();
    }
    const auto found = handlers_.find(std::string(operation));
    if (found == handlers_.end()) {
      return Error{ErrorCode::not_found, "the host has no operation " + std::string(operation)};
    }
    handler = found->second;
  }
  // Not under the lock: a script may wait for the plugin.
  Result<Json> answer = handler(request);
  const std::lock_guard lock(mutex_);
  if (answer && rights_) {
    if (answer->contains("record")) rights_->keep_readable((*answer)["record"]);
    if (answer->contains("records")) {
      for (Json& one : (*answer)["records"]) rights_->keep_readable(one);
    }
  }
  changed_.notify_all();
  return answer;
}

kontor_status FakeHost::c_call(void* self, kontor_text operation, kontor_text request,
                               kontor_sink response) {
  auto& host = *static_cast<FakeHost*>(self);
  const auto json = parse_json({request.data, request.size}, {.bytes_max = kRequestBytesMax});
  const auto answer =
      json ? host.call({operation.data, operation.size}, *json) : Result<Json>(json.error());
  if (answer) {
    write(response, *answer);
    return KONTOR_OK;
  }
  const Error& error = answer.error();
  Json problem = {{"code", code_name(error.code)}, {"message", error.message}};
  if (!error.detail.empty()) problem["detail"] = Json::parse(error.detail);
  write(response, problem);
  return static_cast<kontor_status>(error.code) + 1;
}

void FakeHost::c_log(void* self, int32_t level, kontor_text message) {
  static constexpr const char* kLevels[] = {"debug: ", "info: ", "warning: ", "error: "};
  auto& host = *static_cast<FakeHost*>(self);
  const std::lock_guard lock(host.mutex_);
  const char* name = level >= 0 && level <= KONTOR_LOG_ERROR ? kLevels[level] : "error: ";
  host.log_.push_back(name + std::string(message.data, message.size));
  host.changed_.notify_all();
}

bool FakeHost::wait_until(const std::function<bool()>& holds, int timeout_ms) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::milliseconds(timeout_ms), holds);
}

std::string FakeHost::add_record(const std::string& entity, Json fields) {
  const std::lock_guard lock(mutex_);
  return records_.add(entity, std::move(fields));
}

std::optional<op::Record> FakeHost::record(const std::string& entity, const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const op::Record* found = records_.find(entity, id);
  return found ? std::optional(*found) : std::nullopt;
}

void FakeHost::set_settings(Json settings) {
  const std::lock_guard lock(mutex_);
  settings_ = std::move(settings);
}

void FakeHost::set_secret(const std::string& name, const std::string& value) {
  const std::lock_guard lock(mutex_);
  secrets_[name] = value;
}

void FakeHost::allow(const std::string& person, const std::string& purpose) {
  const std::lock_guard lock(mutex_);
  consents_.emplace(person, purpose);
}

void FakeHost::license(const std::string& state) {
  const std::lock_guard lock(mutex_);
  license_ = state;
}

Json FakeHost::storage(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = storage_.find(key);
  return found == storage_.end() ? Json() : found->second;
}

std::vector<op::TimelineAddRequest> FakeHost::timeline() const {
  const std::lock_guard lock(mutex_);
  return timeline_;
}

std::vector<op::UserNotifyRequest> FakeHost::notices() const {
  const std::lock_guard lock(mutex_);
  return notices_;
}

std::vector<op::UiPushRequest> FakeHost::pushes() const {
  const std::lock_guard lock(mutex_);
  return pushes_;
}

std::vector<op::EventEmitRequest> FakeHost::events() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

std::vector<op::JobScheduleRequest> FakeHost::jobs() const {
  const std::lock_guard lock(mutex_);
  std::vector<op::JobScheduleRequest> jobs;
  for (const auto& [id, job] : jobs_) jobs.push_back(job);
  return jobs;
}

std::vector<SentMail> FakeHost::mails() const {
  const std::lock_guard lock(mutex_);
  return mails_;
}

std::optional<FakeFile> FakeHost::file(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const FakeFile* found = files_.find(id);
  return found ? std::optional(*found) : std::nullopt;
}

std::int64_t FakeHost::denied() const {
  const std::lock_guard lock(mutex_);
  return denied_;
}

Status FakeHost::check_quota(std::int64_t more) const {
  const std::int64_t most = rights_ ? rights_->manifest().limits.storage_bytes : 0;
  if (most == 0 || files_.bytes() + storage_bytes_ + more <= most) return ok();
  return Error{ErrorCode::exhausted,
               "the plugin has used up its storage of " + std::to_string(most) + " bytes"};
}

std::vector<std::string> FakeHost::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

std::vector<std::string> FakeHost::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

}  // namespace kontor::testing
