// faults_seat_user ORIGIN TOKEN LICENSE SESSION: claims one seat, then renews it every 100 ms
// and says so on a line, until it is killed. Its own clock may be moved.

#include <chrono>
#include <cstdio>
#include <thread>

#include "tests/faults/seat_user.hpp"

int main(int count, char** words) {
  if (count != 5) return 2;
  const auto client = kontor::testing::make_client(words[1], words[2]);
  auto seat = client->claim(words[3], words[4], words[4], words[4]);
  if (!seat) {
    std::printf("refused %s\n", seat.error().message.c_str());
    return 1;
  }
  for (int renewals = 0;; ++renewals) {
    std::printf("held %d\n", renewals);
    std::fflush(stdout);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (const kontor::Status renewed = client->renew(*seat); !renewed) {
      std::printf("lost %s\n", renewed.error().message.c_str());
      return 1;
    }
  }
}
