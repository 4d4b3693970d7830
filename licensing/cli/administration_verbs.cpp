#include "licensing/cli/administration.hpp"
#include "licensing/cli/verbs.hpp"

namespace kontor::licensing {
namespace {

constexpr std::int64_t kGroupSeatsMax = 1'000'000;

CLI::App* add_for_license(CLI::App& app, LicenseWish& wish, const char* name, const char* help) {
  CLI::App* verb = app.add_subcommand(name, help);
  verb->add_option("license", wish.license, "Licence id, from kontor license status")->required();
  add_ledger_options(*verb, wish);
  return verb;
}

void add_reason(CLI::App& verb, LicenseWish& wish) {
  verb.add_option("--reason", wish.reason, "Why; written into the licence log")->required();
}

}  // namespace

void add_administration_verbs(CLI::App& app, LicenseWish& wish, LicenseVerbs& verbs) {
  CLI::App* rebind =
      add_for_license(app, wish, "rebind", "Put a new device in place of a named seat's old one");
  rebind->add_option("--person", wish.people, "Whose seat: e-mail address or id")
      ->required()
      ->expected(1);
  rebind->add_option("--device", wish.device_key, "Public key of the new device")->required();
  verbs["rebind"] = rebind_device;

  CLI::App* queue = add_for_license(app, wish, "queue", "Who waits for a seat, in turn");
  queue->add_option("--leave", wish.session,
                    "Give up the place of this session (a host names it user:SUBJECT)");
  verbs["queue"] = [](const LicenseWish& asked) {
    return asked.session.empty() ? show_queue(asked) : leave_queue(asked);
  };

  CLI::App* groups = add_for_license(app, wish, "groups", "Seats kept for groups, and their caps");
  auto* const group = groups->add_option("--set", wish.group, "Set this group's numbers");
  groups->add_option("--reserved", wish.reserved, "Seats nobody else may take")
      ->check(CLI::Range(std::int64_t{0}, kGroupSeatsMax))
      ->needs(group);
  groups->add_option("--cap", wish.cap, "The most it may have; 0 and 0 remove the group")
      ->check(CLI::Range(std::int64_t{0}, kGroupSeatsMax))
      ->needs(group);
  verbs["groups"] = [](const LicenseWish& asked) {
    return asked.group.empty() ? show_groups(asked) : set_group(asked);
  };

  CLI::App* lost =
      app.add_subcommand("write-off", "A borrowed seat's device is lost: it counts until its date");
  lost->add_option("lease", wish.lease, "The lease, from kontor license seats")->required();
  add_ledger_options(*lost, wish);
  add_reason(*lost, wish);
  verbs["write-off"] = write_off_seat;

  add_reason(*add_for_license(app, wish, "revoke", "Withdraw a licence from this ledger for good"),
             wish);
  verbs["revoke"] = revoke_license;
}

}  // namespace kontor::licensing
