#include "tests/bench/smpp/campaign.hpp"

namespace kontor::bench {

std::vector<Figure> campaign_figures(const std::string& name, double seconds, double cpu_s) {
  const auto people = static_cast<double>(kPeople);
  return {{.name = name + "_messages_per_s",
           .value = people / seconds,
           .unit = "1/s",
           .better = Better::higher,
           .target = kWantedPerSecond,
           .n = kPeople},
          {.name = name + "_cores_at_2000_per_s",
           .value = cpu_s / people * kWantedPerSecond,
           .unit = "cores",
           .better = Better::lower,
           .target = 1.0,
           .n = kPeople}};
}

}  // namespace kontor::bench
