#include <netinet/in.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "sdk/runtime/sandbox/birth.hpp"
#include "tests/hostile/walls/attempts.hpp"

// Stands where the runner would, behind no wall but its namespaces and with the capabilities
// it has there, and tries what each of them stops.
int main() {
  using namespace kontor::runtime;
  Attempts attempts;
  if (::read(sandbox::kBirthSocket, &attempts, sizeof attempts) != sizeof attempts) return 1;
  const auto error_of = [](long result) { return result < 0 ? errno : 0; };

  Outcomes outcomes;
  outcomes.own_process_id = ::getpid();
  outcomes.signal_host = error_of(::kill(attempts.host, 0));
  shmid_ds found{};
  outcomes.see_shared_memory = error_of(::shmctl(attempts.shared_memory, IPC_STAT, &found));
  sockaddr_in listening{};
  listening.sin_family = AF_INET;
  listening.sin_port = htons(attempts.port);
  listening.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  outcomes.reach_port =
      error_of(::connect(socket, reinterpret_cast<sockaddr*>(&listening), sizeof listening));
  outcomes.mount_over = error_of(::mount("tmpfs", attempts.folder, "tmpfs", 0, nullptr));
  outcomes.rename_machine = error_of(::sethostname("taken", 5));
  return ::write(sandbox::kChannel, &outcomes, sizeof outcomes) == sizeof outcomes ? 0 : 1;
}
