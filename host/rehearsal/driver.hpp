#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "host/rehearsal/world.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::host {

// Gives a plugin what the company's own days would give it: its newest records to its hooks,
// its newest events, samples for each action (also for many records at once), widget, panel and
// job, and strangers at its webhooks and pages. What a call answers is in the trace; here only
// what could not be tried is noted. One thread.
class RehearsalDriver {
 public:
  RehearsalDriver(RehearsalWorld& world, const RehearsalOrder& order,
                  const package::Manifest& manifest);

  // Before the plugin is installed: its place among the events goes back by order.events.
  Status wind_back_events();
  void drive();
  // {"what","why"} of what was not tried.
  const Json& left_out() const { return left_out_; }
  const Json& given() const { return given_; }  // {"what","count"}

 private:
  bool in_time() const { return std::chrono::steady_clock::now() < end_; }
  void drive_hooks();
  void drive_events();
  void drive_actions();
  void drive_bulk(const package::Contribution& action, const Json& input);
  void drive_widgets();
  void drive_panels();
  void drive_menu();
  void drive_jobs();
  void drive_webhooks();
  void drive_pages();
  std::vector<Record> newest(const std::string& entity, int count);
  void leave_out(const std::string& what, const std::string& why);
  void note(const std::string& what, std::int64_t count);

  RehearsalWorld& world_;
  const RehearsalOrder& order_;
  const package::Manifest& manifest_;
  Principal user_;
  const std::chrono::steady_clock::time_point end_;
  std::int64_t last_event_ = 0;
  std::int64_t first_event_ = 0;
  Json left_out_ = Json::array();
  Json given_ = Json::array();
};

}  // namespace kontor::host
