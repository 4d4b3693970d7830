#include "sdk/runtime/sandbox/report.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace kontor::runtime::sandbox {
namespace {

constexpr std::array<const char*, kLayers> kNames = {
    "elf check",     "sealed file",         "user namespace",     "network namespace",
    "pid namespace", "ipc namespace",       "mount namespace",    "no new privileges",
    "landlock",      "seccomp before load", "seccomp after load", "resource limits",
    "memory cgroup"};

bool is_namespace(Layer layer) {
  return layer >= Layer::user_namespace && layer <= Layer::mount_namespace;
}

std::string why(Layer layer, int error) {
  if (is_namespace(layer) && (error == EPERM || error == EACCES))
    return "this user may not make namespaces here: see kernel.unprivileged_userns_clone, "
           "kernel.apparmor_restrict_unprivileged_userns, or the container's own rules";
  if (is_namespace(layer) && error == ENOSPC)
    return "no more namespaces may be made: see /proc/sys/user/max_*_namespaces";
  if (layer == Layer::landlock && error == ENOSYS) return "this kernel has no Landlock";
  if (layer == Layer::landlock && error == EOPNOTSUPP)
    return "Landlock is switched off: start the kernel with lsm=landlock,...";
  if (is_namespace(layer) && error == EINVAL) return "this kernel lacks such namespaces";
  if (layer == Layer::memory_cgroup && error == EBUSY)
    return "the host's own control group cannot be divided: run it with Delegate=yes and "
           "DelegateSubgroup=host";
  if (layer == Layer::memory_cgroup)
    return "no control group that this user may divide: run the host with Delegate=yes and "
           "DelegateSubgroup=host";
  return std::strerror(error);
}

}  // namespace

SandboxReport report_of(const LayerErrors& errors) {
  SandboxReport report;
  for (std::size_t index = 0; index < kLayers; ++index) {
    const int error = errors.at(index);
    SandboxLayer layer{.name = kNames.at(index), .state = SandboxLayer::State::holds};
    if (error != 0) {
      layer.state = SandboxLayer::State::missing;
      layer.why = why(static_cast<Layer>(index), error);
    }
    report.push_back(std::move(layer));
  }
  return report;
}

SandboxReport report_in_process() {
  SandboxReport report = report_of({});
  for (std::size_t index = 0; index < kLayers; ++index)
    if (static_cast<Layer>(index) > Layer::sealed_file)
      report[index] = {.name = kNames.at(index),
                       .state = SandboxLayer::State::off,
                       .why = "it runs in the host's process, by the administrator's trust"};
  return report;
}

}  // namespace kontor::runtime::sandbox
