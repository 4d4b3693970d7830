#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "sdk/testing/fake_host.hpp"

namespace kontor::testing {
namespace {

constexpr std::int64_t kStorageValueBytesMax = 64 << 10;

// Whose events are the host's to tell.
constexpr std::string_view kEntities[] = {
    "activity", "campaign", "case",    "deal",        "lead",  "order",   "organisation", "person",
    "pipeline", "process",  "product", "process_run", "quote", "segment", "task"};

// A connected socket to an address on this machine.
Result<int> connect_locally(const std::string& host, int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const std::string number = host == "localhost" ? "127.0.0.1" : host;
  if (::inet_pton(AF_INET, number.c_str(), &address.sin_addr) != 1) {
    return Error{ErrorCode::unavailable, "the fake host connects to IPv4 addresses only"};
  }
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    ::close(descriptor);
    return Error{ErrorCode::unavailable, "nobody listens on " + host + ":" + std::to_string(port)};
  }
  const int at_once = 1;  // As the host's sockets.
  (void)::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  return descriptor;
}

}  // namespace

void FakeHost::answer_records() {
  on<op::RecordGet>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    return records_.get(request);
  });
  on<op::RecordList>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    return records_.list(request);
  });
  on<op::RecordCreate>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    return records_.create(request);
  });
  on<op::RecordUpdate>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    return records_.update(request);
  });
  on<op::RecordDelete>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    return records_.remove(request);
  });
  on<op::RecordAggregate>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    return records_.aggregate(request);
  });
  on<op::RecordFunnel>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    return records_.funnel(request);
  });
}

void FakeHost::answer_storage() {
  on<op::StorageGet>([this](const auto& request) {
    return op::StorageGetResponse{.value = storage(request.key)};
  });
  on<op::StoragePut>([this](const auto& request) -> Result<op::StoragePutResponse> {
    if (request.value.is_null()) return Error{ErrorCode::invalid_argument, "value is null"};
    const auto size = static_cast<std::int64_t>(to_text(request.value).size());
    if (size > kStorageValueBytesMax)
      return Error{ErrorCode::exhausted, "a storage value is longer than 64 KiB"};
    const std::lock_guard lock(mutex_);
    const Json before = storage(request.key);
    const auto key_size = static_cast<std::int64_t>(request.key.size());
    const std::int64_t more =
        size + (before.is_null() ? key_size : -static_cast<std::int64_t>(to_text(before).size()));
    TRY(check_quota(more));
    storage_bytes_ += more;
    storage_[request.key] = request.value;
    return op::StoragePutResponse{};
  });
  on<op::StorageDelete>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    if (const auto found = storage_.find(request.key); found != storage_.end()) {
      storage_bytes_ -=
          static_cast<std::int64_t>(request.key.size() + to_text(found->second).size());
      storage_.erase(found);
    }
    return op::StorageDeleteResponse{};
  });
  on<op::StorageGetMany>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    op::StorageGetManyResponse response;
    for (const std::string& key : std::set<std::string>(request.keys.begin(), request.keys.end())) {
      const auto found = storage_.find(key);
      if (found != storage_.end()) response.entries.push_back({.key = key, .value = found->second});
    }
    return response;
  });
  // By way of the single ones, whose answers a test may have scripted.
  on<op::StoragePutMany>([this](const auto& request) -> Result<op::StoragePutManyResponse> {
    const std::lock_guard lock(mutex_);
    for (const auto& entry : request.entries) {
      if (entry.value && !entry.value->is_null()) {
        TRY(answer<op::StoragePut>(
            {.key = entry.key, .value = *entry.value, .person = entry.person}));
      } else {
        TRY(answer<op::StorageDelete>({.key = entry.key}));
      }
    }
    return op::StoragePutManyResponse{};
  });
  on<op::StorageList>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    op::StorageListResponse response;
    auto each = storage_.lower_bound(request.prefix);
    if (request.cursor) each = storage_.upper_bound(std::max(*request.cursor, request.prefix));
    for (; each != storage_.end() && each->first.starts_with(request.prefix); ++each) {
      const auto& [key, value] = *each;
      if (static_cast<std::int64_t>(response.entries.size()) == request.limit) {
        response.next = response.entries.back().key;
        break;
      }
      response.entries.push_back({.key = key, .value = value});
    }
    return response;
  });
  on<op::SettingsGet>([this](const auto&) {
    const std::lock_guard lock(mutex_);
    return op::SettingsGetResponse{.settings = settings_};
  });
  on<op::SecretGet>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    op::SecretGetResponse response;
    if (const auto found = secrets_.find(request.name); found != secrets_.end()) {
      response.value = found->second;
    }
    return response;
  });
}

void FakeHost::answer_people() {
  on<op::ConsentAllowed>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    const bool allowed = consents_.contains({request.person, request.purpose});
    return op::ConsentAllowedResponse{.allowed = allowed,
                                      .basis = allowed ? "consent" : "",
                                      .reason = allowed ? "" : "no consent is recorded"};
  });
  on<op::TimelineAdd>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    const auto same = std::find_if(timeline_.begin(), timeline_.end(), [&](const auto& entry) {
      return request.external_id && entry.external_id == request.external_id;
    });
    const auto at = static_cast<std::size_t>(same - timeline_.begin());
    if (same == timeline_.end()) {
      timeline_.push_back(request);
    } else {
      *same = request;
    }
    return op::TimelineAddResponse{.id = "activity-" + std::to_string(at + 1)};
  });
  on<op::TimelineAddMany>([this](const auto& request) {
    op::TimelineAddManyResponse response;
    for (const auto& entry : request.entries) {
      const auto added = answer<op::TimelineAdd>(decoded<op::TimelineAddRequest>(encode(entry)));
      response.results.push_back(added ? op::AddedEntry{.id = added->id}
                                       : op::AddedEntry{.refusal = added.error().message});
    }
    return response;
  });
  on<op::UserNotify>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    notices_.push_back(request);
    return op::UserNotifyResponse{};
  });
  on<op::UiPush>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    pushes_.push_back(request);
    return op::UiPushResponse{};
  });
  on<op::PhoneNormalise>([](const auto& request) {
    op::PhoneNormaliseResponse response;
    std::string digits;
    for (const char c : request.text) {
      if (c >= '0' && c <= '9') digits += c;
    }
    if (request.text.starts_with('+') && digits.size() >= 8) {
      response.e164 = "+" + digits;
    } else {
      response.flag = digits.size() < 6 ? "short" : "incomplete";
      response.reason = "the fake host knows international numbers only";
    }
    return response;
  });
}

void FakeHost::answer_outside() {
  on<op::EventEmit>([this](const auto& request) -> Result<op::EventEmitResponse> {
    const std::string subject = request.name.substr(0, request.name.find('.'));
    if (std::find(std::begin(kEntities), std::end(kEntities), subject) != std::end(kEntities))
      return Error{ErrorCode::forbidden, "events about " + subject + " come from the host only"};
    const std::lock_guard lock(mutex_);
    events_.push_back(request);
    return op::EventEmitResponse{};
  });
  on<op::JobSchedule>([this](const auto& request) -> Result<op::JobScheduleResponse> {
    const std::lock_guard lock(mutex_);
    if (rights_ && std::none_of(rights_->manifest().contributes.jobs.begin(),
                                rights_->manifest().contributes.jobs.end(),
                                [&](const auto& job) { return job.name == request.job; }))
      return Error{ErrorCode::invalid_argument, "the manifest declares no job " + request.job};
    const std::string id = "job-" + std::to_string(++last_job_);
    jobs_[id] = request;
    return op::JobScheduleResponse{.id = id};
  });
  on<op::JobCancel>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    return op::JobCancelResponse{.cancelled = jobs_.erase(request.id) == 1};
  });
  on<op::LicenseCheck>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    if (rights_ && rights_->manifest().license.free)
      return op::LicenseCheckResponse{.state = "licensed"};
    return licenses_.answer(request, rights_ ? rights_->manifest().license.product : "", license_);
  });
  on<op::NetConnect>([](const auto& request) -> Result<op::NetConnectResponse> {
    const int descriptor = TRY(connect_locally(request.host, static_cast<int>(request.port)));
    return op::NetConnectResponse{.descriptor = descriptor};
  });
  on<op::HttpFetch>([](const auto& request) -> Result<op::HttpFetchResponse> {
    return Error{ErrorCode::forbidden, "the test does not answer " + request.url};
  });
  on<op::ServiceCall>([](const auto& request) -> Result<op::ServiceCallResponse> {
    return Error{ErrorCode::not_found, "the test provides no service " + request.service};
  });
}

}  // namespace kontor::testing
