#include <fstream>
#include <map>

#include "sdk/runtime/sandbox/probe.hpp"
#include "tests/hostile/hostile.hpp"

namespace kontor::runtime {
namespace {

std::filesystem::path runner() {
  return std::filesystem::path(std::getenv("KONTOR_BIN")) / "kontor-runner";
}

// Field → value of /proc/PID/status.
std::map<std::string, std::string> kernel_status(int process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  std::map<std::string, std::string> fields;
  for (std::string line; std::getline(file, line);)
    if (const auto colon = line.find(":\t"); colon != std::string::npos)
      fields[line.substr(0, colon)] = line.substr(colon + 2);
  return fields;
}

std::string name_of(int process, const std::string& space) {
  return std::filesystem::read_symlink("/proc/" + std::to_string(process) + "/ns/" + space);
}

class ReportTest : public WithNeighbour {};

TEST_F(ReportTest, NamesEveryLayerInItsOrderAndWhyOneIsMissing) {
  const auto report = probe_sandbox(runner());

  ASSERT_TRUE(report) << report.error().message;
  std::string names;
  for (const SandboxLayer& layer : *report) {
    names += layer.name + ", ";
    EXPECT_EQ(layer.state != SandboxLayer::State::holds, !layer.why.empty()) << layer.name;
  }
  EXPECT_EQ(names,
            "elf check, sealed file, user namespace, network namespace, pid namespace, "
            "ipc namespace, mount namespace, no new privileges, landlock, seccomp before load, "
            "seccomp after load, resource limits, memory cgroup, ");
}

TEST_F(ReportTest, IsWhatTheKernelSaysOfARunningPlugin) {
  std::map<std::string, bool> holds;
  for (const SandboxLayer& layer : neighbour->sandbox())
    holds[layer.name] = layer.state == SandboxLayer::State::holds;
  const int process = neighbour->pid();
  const auto status = kernel_status(process);
  const std::pair<const char*, const char*> spaces[] = {{"network namespace", "net"},
                                                        {"pid namespace", "pid"},
                                                        {"ipc namespace", "ipc"},
                                                        {"mount namespace", "mnt"},
                                                        {"user namespace", "user"}};

  for (const auto& [layer, space] : spaces)
    EXPECT_EQ(holds.at(layer), name_of(process, space) != name_of(::getpid(), space)) << layer;
  EXPECT_EQ(holds.at("no new privileges"), status.at("NoNewPrivs") == "1");
  EXPECT_EQ(holds.at("seccomp before load"), status.at("Seccomp") == "2");
  EXPECT_EQ(status.at("Seccomp_filters"), "2");
  EXPECT_EQ(std::filesystem::read_symlink("/proc/" + std::to_string(process) + "/root").string(),
            "/proc/" + std::to_string(process) + "/fd");
}

TEST_F(ReportTest, NoPluginRunsAsRootOrWithACapability) {
  const auto status = kernel_status(neighbour->pid());

  for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
    EXPECT_EQ(status.at(set), "0000000000000000") << set;
  EXPECT_EQ(status.at("Uid").substr(0, 2) == "0\t", false);
  EXPECT_EQ(status.at("Gid").substr(0, 2) == "0\t", false);
}

// The groups named in /proc/PID/cgroup, where a runner has groups of its own.
std::string own_group(int process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/cgroup");
  for (std::string line; std::getline(file, line);)
    if (const auto name = line.find("/kontor-"); name != std::string::npos)
      return line.substr(name);
  return {};
}

std::size_t folders_named(const std::string& name) {
  std::size_t count = 0;
  std::error_code ignored;
  const auto options = std::filesystem::directory_options::skip_permission_denied;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator("/sys/fs/cgroup", options, ignored))
    count += entry.path().string().ends_with(name) ? 1 : 0;
  return count;
}

TEST_F(ReportTest, AMemoryGroupIsThePluginsOwnAndGoesWithIt) {
  auto plugin = PluginProcess::start(fixture("behaving", "test.behaving"), answer_nothing);
  ASSERT_TRUE(plugin) << plugin.error().message;
  const std::string group = own_group((*plugin)->pid());
  const bool holds = (*plugin)->sandbox().back().state == SandboxLayer::State::holds;

  EXPECT_EQ(holds, !group.empty());
  const std::size_t folders = holds ? 1 : 0;
  EXPECT_EQ(holds ? folders_named(group) : 0, folders);
  plugin->reset();
  EXPECT_EQ(holds ? folders_named(group) : 0, 0U);
}

TEST_F(ReportTest, APolicyThatRefusesMissingLayersStartsWhereAllAreThere) {
  auto options = fixture("behaving", "test.behaving");
  options.sandbox.missing_layers = SandboxPolicy::Missing::refuse;
  bool missing = false;
  for (const SandboxLayer& layer : neighbour->sandbox())
    missing |= layer.state == SandboxLayer::State::missing && layer.name != "memory cgroup";

  const auto started = PluginProcess::start(options, answer_nothing);

  EXPECT_EQ(static_cast<bool>(started), !missing);
}

}  // namespace
}  // namespace kontor::runtime
