#pragma once

#include <kontor/host.h>

#include <condition_variable>
#include <functional>
#include <kontor/op/all.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sdk/testing/fake_files.hpp"
#include "sdk/testing/fake_licenses.hpp"
#include "sdk/testing/fake_records.hpp"
#include "sdk/testing/manifest_rights.hpp"

namespace kontor::testing {

// A mail the plugin sent, with the address its permit stood for.
struct SentMail {
  std::string id;
  std::string address;
  op::MailSendRequest request;
};

// A host in memory for the tests of a plugin. Answers every host operation: records, storage,
// files, timeline and consents are kept, notices, pushes and mails are collected,
// license.check comes with a proof, net.connect really connects, and what leaves the machine
// (http.fetch, service.call) is forbidden until a test scripts it with on<Operation>().
// Checks requests and answers against the schemas, and permissions against the manifest once
// there is one. Any thread.
class FakeHost {
 public:
  FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  // The C struct a plugin gets; valid as long as this object.
  const kontor_host* c_host() const { return &c_host_; }

  // From now on the manifest's permissions are enforced.
  void enforce(package::Manifest manifest);

  // Answers an operation in the test's own way, for example
  // host.on<op::HttpFetch>([](const auto& request) { return op::HttpFetchResponse{…}; });
  template <typename Operation>
  void on(std::function<Result<typename Operation::Response>(const typename Operation::Request&)>
              handler) {
    const std::lock_guard lock(mutex_);
    handlers_[std::string(Operation::name)] = [handler](const Json& json) -> Result<Json> {
      std::string problem;
      const auto request = op::decode<typename Operation::Request>(json, problem);
      if (!request) return Error{ErrorCode::invalid_argument, problem};
      auto response = handler(*request);
      if (!response) return std::move(response).error();
      return encode(*response);
    };
  }

  // Does what the plugin's call would; for tests of hosts and scripts.
  Result<Json> call(std::string_view operation, const Json& request);

  // Waits until `holds` is true, looking again after each call of the plugin; false after
  // `timeout_ms`. `holds` may use the functions below.
  bool wait_until(const std::function<bool()>& holds, int timeout_ms = 5000);

  std::string add_record(const std::string& entity, Json fields);
  std::optional<op::Record> record(const std::string& entity, const std::string& id) const;
  void set_settings(Json settings);
  void set_secret(const std::string& name, const std::string& value);
  void allow(const std::string& person, const std::string& purpose);
  void license(const std::string& state);  // licensed (the default), trial, unlicensed
  // Who signs the fake licence documents: for license.keys of a manifest under test.
  std::string license_key() const { return licenses_.key(); }

  Json storage(const std::string& key) const;  // Null if there is none.
  std::vector<op::TimelineAddRequest> timeline() const;
  std::vector<op::UserNotifyRequest> notices() const;
  std::vector<op::UiPushRequest> pushes() const;
  std::vector<op::EventEmitRequest> events() const;
  std::vector<op::JobScheduleRequest> jobs() const;  // Cancelled ones are gone.
  std::vector<SentMail> mails() const;
  std::optional<FakeFile> file(const std::string& id) const;
  std::int64_t denied() const;             // Calls the manifest does not permit.
  std::vector<std::string> log() const;    // "error: text"
  std::vector<std::string> calls() const;  // Names of the operations called, in order.

 private:
  using Handler = std::function<Result<Json>(const Json&)>;
  // What it or a test answers to this operation, without a look at the rights.
  template <typename Operation>
  Result<typename Operation::Response> answer(const typename Operation::Request& request) {
    Handler handler;
    {
      const std::lock_guard lock(mutex_);
      handler = handlers_.at(std::string(Operation::name));
    }
    const Json response = TRY(handler(encode(request)));
    return decoded<typename Operation::Response>(response);
  }
  template <typename Message>
  static Message decoded(const Json& json) {
    std::string problem;
    return op::decode<Message>(json, problem).value();
  }
  void answer_records();
  void answer_storage();
  void answer_people();
  void answer_outside();
  void answer_messages();
  void answer_files();
  Status check_quota(std::int64_t more) const;
  static kontor_status c_call(void* self, kontor_text operation, kontor_text request,
                              kontor_sink response);
  static void c_log(void* self, int32_t level, kontor_text message);

  kontor_host c_host_;
  mutable std::recursive_mutex mutex_;  // A scripted handler may look at the host.
  std::condition_variable_any changed_;
  std::map<std::string, Handler> handlers_;
  std::optional<ManifestRights> rights_;
  FakeRecords records_;
  std::map<std::string, Json> storage_;
  std::int64_t storage_bytes_ = 0;  // Of its keys and values.
  Json settings_ = Json::object();
  std::map<std::string, std::string> secrets_;
  std::set<std::pair<std::string, std::string>> consents_;
  std::string license_ = "licensed";
  FakeLicenses licenses_;
  FakeFiles files_;
  std::map<std::string, op::MessagePermitRequest> permits_;  // Not used yet, with their address.
  std::map<std::string, std::string> permit_addresses_;
  std::vector<SentMail> mails_;
  int last_permit_ = 0;
  int last_job_ = 0;
  std::int64_t denied_ = 0;
  std::vector<op::TimelineAddRequest> timeline_;
  std::vector<op::UserNotifyRequest> notices_;
  std::vector<op::UiPushRequest> pushes_;
  std::vector<op::EventEmitRequest> events_;
  std::map<std::string, op::JobScheduleRequest> jobs_;  // By id.
  std::vector<std::string> log_;
  std::vector<std::string> calls_;
};

}  // namespace kontor::testing
