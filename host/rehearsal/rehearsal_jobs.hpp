#pragma once

#include <mutex>
#include <string>
#include <thread>

#include "base/core/uuid.hpp"
#include "host/rehearsal/order.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::host {

// Rehearsals of one host, one at a time, each in a process of its own (kontor-rehearse) that
// ends with this one. However it ends, the copy of the company's data is removed at once; what
// a killed host left, with the next object on the same folder. Reports of the last kKept
// rehearsals stay. Any thread.
class RehearsalJobs {
 public:
  // `folder`: DATA/rehearsals; `program`: kontor-rehearse.
  RehearsalJobs(std::filesystem::path folder, std::filesystem::path program, IdSource& ids);
  ~RehearsalJobs();  // Ends the one that runs.
  RehearsalJobs(const RehearsalJobs&) = delete;
  RehearsalJobs& operator=(const RehearsalJobs&) = delete;

  // Moves the package into the rehearsal's folder. conflict while another one runs. Its id.
  Result<std::string> begin(RehearsalOrder order);
  // {"id","state":"running"|"done"|"failed","message","report"}
  Result<Json> find(const std::string& id);
  Status remove(const std::string& id);

  static constexpr std::size_t kKept = 20;

 private:
  void run(const std::filesystem::path& folder);
  void sweep() const;
  bool is_running(const std::string& id);

  const std::filesystem::path folder_;
  const std::filesystem::path program_;
  IdSource& ids_;
  std::mutex mutex_;  // Guards what follows.
  std::string running_;
  int child_ = -1;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace kontor::host
