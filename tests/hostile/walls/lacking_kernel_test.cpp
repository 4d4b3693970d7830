#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <functional>
#include <map>
#include <ostream>
#include <set>

#include "sdk/runtime/sandbox/probe.hpp"
#include "sdk/runtime/sandbox/seccomp_filter.hpp"
#include "tests/hostile/walls/attempt.hpp"
#include "tests/integration/sdk_runtime/fixture.hpp"

// Kernels that lack a layer, each made of this one by a filter that lets the calls of the
// layer fail. The runner has no switch for that: it finds what it finds.
namespace kontor::runtime {
namespace {

using Missing = std::map<std::string, std::string>;  // Layer → why.

Missing missing_of(const SandboxReport& report) {
  Missing missing;
  for (const SandboxLayer& layer : report)
    if (layer.state == SandboxLayer::State::missing) missing[layer.name] = layer.why;
  return missing;
}

Missing missing_here() {
  const auto report = probe_sandbox(folder("KONTOR_BIN") / "kontor-runner");
  return report ? missing_of(*report) : Missing{{"probe", report.error().message}};
}

struct Lacking {
  const char* kernel;
  const char* layer;
  const char* why;
  std::set<std::string> with_it;  // What cannot hold without it.
};
void PrintTo(const Lacking& lacking, std::ostream* out) { *out << lacking.kernel; }

class KernelWithout : public ::testing::TestWithParam<Lacking> {
 protected:
  void SetUp() override {
    options = fixture("behaving", "test.behaving");
    options.runner = folder("KONTOR_BIN").parent_path() / "tests" /
                     (std::string("kernel_without_") + GetParam().kernel);
  }
  PluginProcessOptions options;
};

TEST_P(KernelWithout, IsReportedAndThePluginRunsBehindTheOtherLayers) {
  const auto plugin = PluginProcess::start(options, answer_nothing);

  ASSERT_TRUE(plugin) << plugin.error().message;
  EXPECT_EQ(*(*plugin)->call("echo", "served"), "served");
  auto missing = missing_of((*plugin)->sandbox());
  EXPECT_EQ(missing[GetParam().layer], GetParam().why);
  for (const auto& [layer, why] : missing_here()) missing.erase(layer);
  for (const auto& [layer, why] : missing)
    EXPECT_TRUE(layer == GetParam().layer || GetParam().with_it.contains(layer)) << layer;
}

TEST_P(KernelWithout, StartsNoPluginWhereThePolicyRefuses) {
  options.sandbox.missing_layers = SandboxPolicy::Missing::refuse;

  const auto plugin = PluginProcess::start(options, answer_nothing);

  ASSERT_FALSE(plugin);
  EXPECT_EQ(plugin.error().code, ErrorCode::unavailable);
  EXPECT_NE(plugin.error().message.find("may not run here without the layer"), std::string::npos)
      << plugin.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Each, KernelWithout,
    ::testing::Values(
        Lacking{"landlock", "landlock", "this kernel has no Landlock", {}},
        Lacking{"seccomp", "seccomp before load", "Invalid argument", {"seccomp after load"}},
        Lacking{"limits", "resource limits", "Operation not permitted", {}},
        Lacking{"no_new_privileges",
                "no new privileges",
                "Invalid argument",
                {"landlock", "seccomp before load", "seccomp after load"}}),
    [](const auto& test) { return std::string(test.param.kernel); });

// What `attempt` says in a process whose clone() fails with `error` for any of `spaces`.
std::string where_clone_fails(unsigned spaces, int error,
                              const std::function<std::string()>& attempt) {
  std::vector<sandbox::Rule> rules;
  for (unsigned bit = 1; bit != 0; bit <<= 1)
    if ((spaces & bit) != 0)
      rules.push_back({SYS_clone,
                       SECCOMP_RET_ERRNO | static_cast<sandbox::Verdict>(error),
                       {sandbox::has(0, bit, bit)}});
  auto program = sandbox::compile(rules, SECCOMP_RET_ALLOW);
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return "no pipe";
  const Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  const auto told = [&] {
    const std::string text = attempt();
    return ::write(writer.get(), text.data(), text.size()) < 0 ? 1 : 0;
  };
  const auto wall = [&] {
    return error_of(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) + sandbox::install(program);
  };
  if (behind(wall, told).status != 0) return "the attempt failed";
  writer = Descriptor();
  std::string text(4096, '\0');
  const ssize_t size = ::read(reader.get(), text.data(), text.size());
  text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return text;
}

// A plugin's start: what is missing beyond what always is here, and its answer or the refusal.
std::string start_with(SandboxPolicy::Missing policy, const Missing& always) {
  auto options = fixture("behaving", "test.behaving");
  options.sandbox.missing_layers = policy;
  const auto plugin = PluginProcess::start(std::move(options), answer_nothing);
  if (!plugin) return plugin.error().message;
  std::string text;
  for (const auto& [layer, why] : missing_of((*plugin)->sandbox()))
    if (!always.contains(layer)) text += layer + ": " + why.substr(0, 45) + "\n";
  const auto answer = (*plugin)->call("echo", "served");
  return text + (answer ? *answer : answer.error().message);
}

constexpr const char* kMayNot = ": this user may not make namespaces here: see k\n";
constexpr unsigned kAll = CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNS;

// What is missing here anyway is no part of what these tests take away.
class NamespacesMissing : public ::testing::Test {
 protected:
  const Missing always = missing_here();
  std::string line(const std::string& kind, const std::string& why) const {
    const std::string layer = kind + " namespace";
    return always.contains(layer) ? "" : layer + why;
  }
};

TEST_F(NamespacesMissing, WithoutUsersRootKeepsTheOthersAndAnOrdinaryUserHasNone) {
  const std::string text = where_clone_fails(
      CLONE_NEWUSER, EPERM, [this] { return start_with(SandboxPolicy::Missing::warn, always); });

  std::string expected;
  if (::geteuid() != 0)
    for (const char* kind : {"ipc", "mount", "network", "pid"}) expected += line(kind, kMayNot);
  EXPECT_EQ(text, expected + line("user", kMayNot) + "served");
}

TEST_F(NamespacesMissing, AllOfThemLeaveThePluginBehindTheOtherLayers) {
  const std::string text = where_clone_fails(
      kAll, EPERM, [this] { return start_with(SandboxPolicy::Missing::warn, always); });

  std::string expected;
  for (const char* kind : {"ipc", "mount", "network", "pid", "user"})
    expected += line(kind, kMayNot);
  EXPECT_EQ(text, expected + "served");
}

TEST_F(NamespacesMissing, OneKindAloneCostsNoOther) {
  const std::map<unsigned, std::string> kinds = {{CLONE_NEWNET, "network"},
                                                 {CLONE_NEWPID, "pid"},
                                                 {CLONE_NEWIPC, "ipc"},
                                                 {CLONE_NEWNS, "mount"}};
  for (const auto& [space, name] : kinds) {
    const std::string text = where_clone_fails(
        space, EINVAL, [this] { return start_with(SandboxPolicy::Missing::warn, always); });

    EXPECT_EQ(text, line(name, ": this kernel lacks such namespaces\n") + "served");
  }
}

TEST_F(NamespacesMissing, RefuseThePluginWhereThePolicySaysSo) {
  const std::string text = where_clone_fails(
      CLONE_NEWUSER, EPERM, [this] { return start_with(SandboxPolicy::Missing::refuse, always); });

  EXPECT_NE(text.find("may not run here without the layer \"user namespace\""), std::string::npos)
      << text;
}

}  // namespace
}  // namespace kontor::runtime
