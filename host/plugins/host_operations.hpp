#pragma once

#include <functional>
#include <map>
#include <string>

#include "host/plugins/job_store.hpp"
#include "host/plugins/plugin_instance.hpp"
#include "host/plugins/plugin_storage.hpp"
#include "host/plugins/plugins.hpp"
#include "host/plugins/seat_policy.hpp"
#include "host/plugins/secrets.hpp"
#include "host/plugins/service_calls.hpp"

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
  };
  explicit HostOperations(Parts parts);

  runtime::HostAnswer serve(PluginInstance& plugin, const runtime::HostCall& call) const;

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
  void add_record_operations();
  void add_storage_operations();
  void add_people_operations();
  void add_message_permit();
  void add_network_operations();
  void add_service_operations();

  Parts parts_;
  std::map<std::string, Handler, std::less<>> handlers_;
};

}  // namespace kontor::host
