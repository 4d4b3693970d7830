#pragma once

#include <functional>
#include <kontor/op/file_put.hpp>
#include <kontor/op/http_fetch.hpp>
#include <kontor/op/mail_send.hpp>
#include <kontor/op/message_permit_many.hpp>
#include <map>
#include <mutex>
#include <string>

#include "host/plugins/event_quota.hpp"
#include "host/plugins/job_store.hpp"
#include "host/plugins/mail_queue.hpp"
#include "host/plugins/message_permits.hpp"
#include "host/plugins/plugin_files.hpp"
#include "host/plugins/plugin_instance.hpp"
#include "host/plugins/plugin_storage.hpp"
#include "host/plugins/plugins.hpp"
#include "host/plugins/seat_policy.hpp"
#include "host/plugins/secrets.hpp"
#include "host/plugins/service_calls.hpp"
#include "host/plugins/tls_relays.hpp"

namespace kontor::host {

// What a plugin may ask of the host. Every operation checks the manifest's permissions
// before it does anything; requests are decoded strictly. Any thread.
class HostOperations {
 public:
  struct Parts {
    PluginsParts& host;
    PluginStorage& storage;
    JobStore& jobs;
    PluginSecrets& secrets;
    SeatPolicy& seats;
    ServiceCalls& services;
    MailSettings& mail;
  };
  explicit HostOperations(Parts parts);

  runtime::HostAnswer serve(PluginInstance& plugin, const runtime::HostCall& call) const;

  // How often the host refused a call of this plugin because its manifest does not permit
  // it; since this process began.
  std::int64_t denied(const std::string& plugin) const;

  PluginFiles& files() { return files_; }
  MailQueue& mail() { return mail_; }

 private:
  using Handler = std::function<runtime::HostAnswer(PluginInstance&, const Json&)>;

  // Adds an operation with its generated types.
  template <typename Operation, typename Work>
  void add(Work work) {
    add_raw<Operation>([work](PluginInstance& plugin,
                              const typename Operation::Request& request) -> runtime::HostAnswer {
      Result<typename Operation::Response> answer = work(plugin, request);
      if (!answer) return {std::move(answer).error()};
      return {to_text(encode(*answer))};
    });
  }
  // The same where the answer is more than JSON.
  template <typename Operation, typename Work>
  void add_raw(Work work) {
    handlers_.emplace(
        Operation::name, [work](PluginInstance& plugin, const Json& json) -> runtime::HostAnswer {
          std::string problem;
          const auto request = op::decode<typename Operation::Request>(json, problem);
          if (!request)
            return {
                Error{ErrorCode::invalid_argument, std::string(Operation::name) + ": " + problem}};
          return work(plugin, *request);
        });
  }
  Result<PluginFile> begin_file(PluginInstance& plugin, const op::FilePutRequest& request);
  Result<http::Response> fetch(const op::HttpFetchRequest& request, const http::Headers& headers,
                               const std::vector<std::string>& addresses) const;
  // In the order of the persons: a permit, or why there is none.
  Result<std::vector<Result<op::PersonPermit>>> permit(
      const PluginInstance& plugin, const op::MessagePermitManyRequest& request) const;
  Result<op::PersonPermit> judge(const Record* person, const ServiceCalls::Consent& consent,
                                 const op::MessagePermitManyRequest& request,
                                 TimeMs expires_at_ms) const;
  Status check_mail(const PluginInstance& plugin, const op::MailSendRequest& mail);
  void add_file_operations();
  void add_mail_operations();
  void add_job_operations();
  void add_record_operations();
  void add_storage_operations();
  void add_people_operations();
  void add_timeline_operations();
  void add_message_permits();
  void add_network_operations();
  void add_service_operations();

  Parts parts_;
  EventQuota event_quota_;
  PluginFiles files_;
  MessagePermits permits_;
  TlsRelays relays_;
  MailQueue mail_;
  std::map<std::string, Handler, std::less<>> handlers_;
  mutable std::mutex mutex_;                            // Guards what follows.
  mutable std::map<std::string, std::int64_t> denied_;  // By plugin.
};

}  // namespace kontor::host
