#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "licensing/client/device.hpp"
#include "licensing/client/grace.hpp"
#include "licensing/client/offline_memory.hpp"
#include "licensing/client/remote_documents.hpp"
#include "licensing/client/seat_cache.hpp"

namespace kontor::licensing {

// A host's keeper of seats that another ledger counts (kontor-seats or the market): claims at
// the first use, renews in the background, remembers tokens over a restart, and knows how far
// down the grace ladder each product stands while the ledger does not answer. Deadlines run
// on the monotonic clock. Any thread.
//
// While the ledger is away, those who sat go on sitting (rungs `full` and `notices`); nobody
// new sits down. What the ledger refuses in so many words ends at once.
class RemoteSeats {
 public:
  struct Settings {
    std::string origin;         // http(s)://host:port; "": no ledger is reached, only files go.
    std::string authorization;  // Header value, "Bearer …".
    std::filesystem::path folder;
    std::string ca_file = {};
  };
  struct Parts {
    const Clock& clock;
    Random& random;
    TrustedKeys keys;
    std::filesystem::path machine = "/";  // Where the machine's own files lie.
  };
  static Result<std::unique_ptr<RemoteSeats>> open(const Settings& settings, const Parts& parts);
  ~RemoteSeats();
  RemoteSeats(const RemoteSeats&) = delete;
  RemoteSeats& operator=(const RemoteSeats&) = delete;

  // The background heartbeat on a thread of its own. beat() is one turn of it.
  void start();
  void stop();
  void beat();

  // A licence document whose authority is not this host.
  Result<License> install_document(std::string_view token) { return documents_.install(token); }
  // A market's signed list of withdrawn licences: those of its company go. "wrong-company" if none
  // of that company's is here.
  Status take_revocations(std::string_view token);
  Result<bool> is_withdrawn(const std::string& license_id, const std::string& company_id) const {
    return documents_.is_withdrawn(license_id, company_id);
  }
  Status reload_licenses() { return documents_.reload(); }
  std::vector<RefusedLicense> refused_licenses() const { return documents_.refused(); }
  std::vector<License> licenses(std::string_view product) const;

  // As SeatLedger's of the same names; refused as the ledger refuses, or `unavailable`
  // "ledger-unreachable" when it does not answer and this session held nothing.
  Result<Lease> claim(std::string_view product, std::string_view subject, std::string_view session,
                      std::string_view feature = {});
  Status release(std::string_view product, std::string_view session);
  // A seat or a place in the ledger's queue, as SeatLedger's of the same names.
  Result<Waited> wait(std::string_view product, std::string_view subject, std::string_view session);
  Status leave_queue(std::string_view product, std::string_view session);
  std::int64_t release_session(std::string_view session);
  Result<Occupancy> occupancy(std::string_view product);

  // Travel (invariant 7): the seat of this session goes along until the time given; while it
  // does, no heartbeat and no ledger is needed. Given back early by the same device only.
  Result<TimeMs> borrow(std::string_view product, std::string_view subject,
                        std::string_view session, std::int64_t days);
  Status give_back(std::string_view product, std::string_view session);
  std::vector<RemoteHold> on_travel() const;

  // --- air gap: files that somebody carries (licensing/document/offline.hpp) ---
  struct OfflineWish {
    OfflineAction action = OfflineAction::activate;
    std::string license_id;
    std::string subject = {};  // borrow: who takes the seat along, for so many days.
    std::int64_t days = 0;
  };
  // Asked again while the answer is awaited it is the same file.
  Result<std::string> offline_request(const OfflineWish& wish);
  struct Brought {
    std::string license_id;
    std::string product;
    TimeMs until_ms = 0;  // Of the activation or the borrowed seat.
  };
  // Takes what the answer to one of this device's requests holds; refused as the document is.
  Result<Brought> take_offline_response(std::string_view file);
  // Gives back the seat `subject` borrowed, or ("") the activation: nothing of it works here any
  // more, and the file says so to the ledger. Asked again it is the same file.
  Result<std::string> offline_return(const std::string& license_id, const std::string& subject);

  // Where the product stands: its licence's end and the ledger's last answer, whichever is
  // worse. `why` is a stable code: "" (all is well), "lapsed", "instalment-missed",
  // "ledger-unreachable",
  // "needs-sync", "device-moved", "forked", "unlicensed".
  struct ProductStanding {
    Step step;
    std::string why;
  };
  ProductStanding standing(std::string_view product) const;

  // For a plugin's nonce: what this device says about it, signed by its key, and what of the
  // ledger binds that key to the licence. Empty texts if the product is off.
  struct Proof {
    std::string token;
    std::string binding;
    std::string document;
    std::string device_key;  // Hexadecimal.
    std::optional<TimeMs> expires_at_ms;
  };
  Result<Proof> prove(std::string_view product, std::string_view feature, std::string_view nonce);

  const Device& device() const { return device_; }
  const std::string& origin() const { return origin_; }
  bool reaches_ledger() const { return client_ != nullptr; }

 private:
  RemoteSeats(const Settings& settings, const Parts& parts, Device device,
              std::unique_ptr<SeatClient> client);
  void restore();
  void restore_activations();
  OfflineRequest blank_request() const;
  Result<License> license_in_file(std::string_view file, const std::string& license_id) const;
  Result<OfflineResponse> open_response(std::string_view file, const OfflineMemory& memory,
                                        OfflineRequest& answered) const;
  Result<TimeMs> activate_by_file(const OfflineResponse& response, const License& license);
  Result<TimeMs> sit_by_file(const OfflineResponse& response, const OfflineRequest& request,
                             const License& license, const OfflineMemory& memory);
  bool holds_by_file(const std::string& license_id, TimeMs now) const;
  std::optional<Lease> sits_on_site(const License& license, std::string_view subject,
                                    std::string_view session) const;
  Status check_reaches_ledger() const;

  std::vector<License> usable(std::string_view product, std::string_view feature);
  RemoteHold* find(std::string_view product, std::string_view session);
  std::optional<Lease> still_sitting(std::string_view product, std::string_view subject,
                                     std::string_view session, bool ledger_is_away);
  Result<RemoteHold> ask(const License& license, std::string_view subject,
                         std::string_view session);
  enum class Keep { always, while_held };  // A seat may be given back during an exchange.
  void keep(RemoteHold hold, Keep when);
  void drop(const std::string& lease_id);
  void remember();
  Step since_contact(const Grace& grace) const;

  // The heartbeat's turn for one seat; `hold` is a copy.
  void renew(RemoteHold hold);
  void look_at_ledger();
  void check_in();
  bool may_ask() const;
  void heard();                                   // The ledger answered, whatever it said.
  void unheard();                                 // It did not.
  std::int64_t spread(std::int64_t duration_ms);  // ± 20 %, so that hosts do not beat as one.

  const Clock& clock_;
  Random& random_;
  IdSource ids_;
  const std::string origin_;
  const std::filesystem::path file_;
  Device device_;
  RemoteDocuments documents_;

  std::mutex files_;  // One offline file at a time; taken before mutex_.
  const std::filesystem::path offline_file_;

  std::mutex calling_;  // One exchange with the ledger at a time; taken before mutex_.
  std::unique_ptr<SeatClient> client_;  // Null where no ledger is reached.

  mutable std::mutex mutex_;  // Guards what follows; never held during an exchange.
  mutable TermClock term_clock_;
  std::vector<RemoteHold> holds_;
  std::map<std::string, TimeMs> activated_until_;  // By licence id: activated by file.
  TimeMs last_contact_ms_ = 0;                     // By the term clock.
  std::int64_t asks_again_at_ms_ = 0;
  std::int64_t looks_at_ms_ = 0;  // Monotonic; at the latest, so that silence is noticed.
  int failures_ = 0;
  std::int64_t check_in_at_ms_ = 0;  // Monotonic.
  bool forked_ = false;              // Another copy follows the ratchet.

  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace kontor::licensing
