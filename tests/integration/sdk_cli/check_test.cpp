#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/core/json.hpp"
#include "tests/integration/sdk_cli/command_line.hpp"

namespace kontor::cli {
namespace {

using ::testing::HasSubstr;

// hello-c, and changes to it, as a vendor would get it wrong.
class KontorCheck : public ::testing::Test {
 protected:
  Ended shell(const std::string& line) {
    return run(folder.path(), "S=$KONTOR_SOURCE/sdk/examples; " + line);
  }
  // The plugin in p/, from hello-c's manifest and these lines of C.
  Ended made(const std::string& code) {
    return shell("mkdir p && cp $S/hello-c/manifest.json p && printf '%s\\n' '" + code +
                 "' > p/plugin.c && $KONTOR build p");
  }
  // hello-c linked again by hand, with these options.
  Ended linked(const std::string& options) {
    return shell(
        "mkdir p && cp $S/hello-c/manifest.json p && "
        "echo 'int extra(void) { return 1; }' > extra.c && gcc -shared -fPIC "
        "-DKONTOR_PLUGIN_ID='\"example.hello-c\"' -DKONTOR_PLUGIN_VERSION='\"1.0.0\"' "
        "-I${KONTOR%/*}/../share/kontor/sdk/include $S/hello-c/plugin.c -o p/plugin.so " +
        options);
  }
  Json checked(const std::string& options = "") {
    const Ended ended = shell("$KONTOR check p --json " + options + " 2>progress");
    auto json = parse_json(ended.output);
    EXPECT_TRUE(json) << ended.output;
    if (!json) return {};
    EXPECT_EQ(ended.status, (*json)["passed"].get<bool>() ? 0 : 1);
    return *json;
  }
  // The first finding of a rule, or null.
  static Json found(const Json& report, const std::string& rule) {
    for (const Json& finding : report["findings"]) {
      if (finding["rule"] == rule) return finding;
    }
    return nullptr;
  }
  // Of the plugin in p/: an error of this rule, and nothing is packed.
  void expect_refused(const std::string& rule, const std::string& file, const std::string& why) {
    const Json finding = found(checked(), rule);
    ASSERT_FALSE(finding.is_null());
    EXPECT_EQ(finding["file"], file);
    EXPECT_EQ(finding["severity"], "error");
    EXPECT_THAT(finding["message"].get<std::string>(), HasSubstr(why));
    const Ended packed = shell("$KONTOR pack p");
    EXPECT_NE(packed.status, 0);
    EXPECT_THAT(packed.output, HasSubstr(file + ": " + why));
  }
  TemporaryFolder folder;
};

TEST_F(KontorCheck, PassesTheExamplesAndTellsWhatTheyCost) {
  for (const std::string name : {"hello-cpp", "hello-c"}) {
    ASSERT_EQ(shell("rm -rf p; cp -r $S/" + name + " p && $KONTOR build p").status, 0);

    const Json report = checked();

    EXPECT_TRUE(report["passed"].get<bool>()) << report;
    EXPECT_GT(report["measures"]["start_ms"].get<double>(), 0);
    EXPECT_GT(report["measures"]["memory_bytes"].get<std::int64_t>(), 0);
    EXPECT_FALSE(report["measures"]["layers"].empty());
    EXPECT_THAT(report["glibc"].get<std::string>(), HasSubstr("needs "));
    EXPECT_TRUE(found(report, "operations.draft").is_null()) << report;
  }
}

TEST_F(KontorCheck, TellsWhichOperationsAreDrafts) {
  const Ended ended = made("#include \"" + std::string(std::getenv("KONTOR_SOURCE")) +
                           "/sdk/examples/hello-c/plugin.c\"\n"
                           "__attribute__((used)) static const char kMention[] = "
                           "\"record.delete/1 record.update/1\";");
  ASSERT_EQ(ended.status, 0) << ended.output;

  const Json report = checked();
  const Json finding = found(report, "operations.draft");

  ASSERT_FALSE(finding.is_null()) << report;
  EXPECT_EQ(finding["severity"], "note");
  EXPECT_THAT(finding["message"].get<std::string>(), HasSubstr("record.delete/1, a draft"));
  EXPECT_TRUE(report["passed"].get<bool>()) << report;
}

TEST_F(KontorCheck, ChecksAPackageLikeItsFolder) {
  const Ended ended = shell(
      "$KONTOR build $S/hello-c --out b && $KONTOR pack b -o a.kpkg && "
      "$KONTOR check a.kpkg");

  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("note [vendor.signature]"));
  EXPECT_THAT(ended.output, HasSubstr("passed\n"));
}

TEST_F(KontorCheck, TellsWhatIsWrongWithAScreenshot) {
  const Ended made = shell(
      "cp -r $S/hello-c p && mkdir p/screenshots && echo '<svg/>' > p/screenshots/a.png && "
      "sed -i 's|\"vendor\":|\"listing\": {\"screenshots\": [{\"file\": \"screenshots/a.png\", "
      "\"caption\": {\"en\": \"A\"}}]}, \"vendor\":|' p/manifest.json && $KONTOR build p");
  ASSERT_EQ(made.status, 0) << made.output;

  expect_refused("listing.screenshots", "screenshots/a.png", "it is neither PNG nor WebP");
}

TEST_F(KontorCheck, TellsWhatIsWrongWithAHandbook) {
  const Ended made = shell(
      "cp -r $S/hello-c p && printf '# A\\n' > p/handbook.md && printf 'caf\\351' > "
      "p/handbook.sv.md && $KONTOR build p");
  ASSERT_EQ(made.status, 0) << made.output;

  expect_refused("listing.handbook", "handbook.sv.md", "it is not UTF-8");
}

TEST_F(KontorCheck, RefusesWhatIsNoPackage) {
  EXPECT_EQ(shell("echo nonsense > a.kpkg; $KONTOR check a.kpkg").status, 1);
  EXPECT_THAT(shell("$KONTOR check a.kpkg").output, HasSubstr("error [archive.profile]"));
  EXPECT_THAT(shell("$KONTOR check none.kpkg").output, HasSubstr("does not exist"));
  EXPECT_THAT(shell("mkdir e; $KONTOR check e").output, HasSubstr("run: kontor build"));
}

struct WrongLink {
  const char* name;
  const char* options;
  const char* rule;
  const char* words;
};

class WrongLibrary : public KontorCheck, public ::testing::WithParamInterface<WrongLink> {};

TEST_P(WrongLibrary, IsFoundWithoutBeingLoadedAndToldWithItsPlace) {
  const Ended built = linked(GetParam().options);
  ASSERT_EQ(built.status, 0) << built.output;

  const Json report = checked();
  const Json finding = found(report, GetParam().rule);

  ASSERT_FALSE(finding.is_null()) << report;
  EXPECT_FALSE(report["passed"].get<bool>());
  EXPECT_EQ(finding["severity"], "error");
  EXPECT_GT(finding["offset"].get<std::uint64_t>(), 0U);
  EXPECT_THAT(finding["message"].get<std::string>(), HasSubstr(GetParam().words));
  EXPECT_FALSE(finding["fix"].get<std::string>().empty());
  EXPECT_FALSE(report.contains("measures")) << "it was run";
}

INSTANTIATE_TEST_SUITE_P(
    Links, WrongLibrary,
    ::testing::Values(
        WrongLink{"exports", "extra.c", "library.exports", "extra"},
        WrongLink{"stack", "-Wl,-z,execstack", "library.memory", "executable stack"},
        WrongLink{"writable_code", "-nostdlib -Wl,-N", "library.memory", "writable and executable"},
        WrongLink{"text_relocations", "-fno-pic -mcmodel=large -Wl,-z,notext", "library.memory",
                  "relocates its own code"},
        WrongLink{"needs", "-Wl,--no-as-needed -lz", "library.needs", "libz.so.1"},
        WrongLink{"search_path", "-Wl,-rpath,/opt/acme", "library.search_path", "/opt/acme"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(KontorCheck, ComparesTheGlibcBaselineAndTheEntryWithTheManifest) {
  ASSERT_EQ(shell("mkdir p && $KONTOR build $S/hello-cpp --out p").status, 0);

  ASSERT_EQ(shell("sed -i 's/\"glibc\": *\"2.36\"/\"glibc\": \"2.17\"/' p/manifest.json").status,
            0);
  const Json older = checked();
  ASSERT_EQ(shell("sed -i 's/2\\.17/2.36/; s/\"1\\.0\\.0\"/\"1.0.1\"/' p/manifest.json").status, 0);
  const Json other = checked();

  EXPECT_THAT(found(older, "library.glibc")["message"].get<std::string>(),
              HasSubstr("the manifest declares 2.17"));
  EXPECT_THAT(found(other, "library.entry")["message"].get<std::string>(), HasSubstr("1.0.1"));
}

struct Fault {
  const char* macro;
  const char* rule;
  const char* words;
};

class FaultyPlugin : public KontorCheck, public ::testing::WithParamInterface<Fault> {};

TEST_P(FaultyPlugin, IsCaughtByTheTrialAndTold) {
  const Ended ended =
      made("#define " + std::string(GetParam().macro) + "\n#include \"" +
           std::getenv("KONTOR_SOURCE") + "/tests/integration/sdk_cli/faulty_plugin.c\"");
  ASSERT_EQ(ended.status, 0) << ended.output;

  const Json report = checked();
  const Json finding = found(report, GetParam().rule);

  ASSERT_FALSE(finding.is_null()) << report;
  EXPECT_EQ(finding["severity"], "error");
  EXPECT_THAT(finding["message"].get<std::string>(), HasSubstr(GetParam().words));
  EXPECT_FALSE(report["passed"].get<bool>());
}

INSTANTIATE_TEST_SUITE_P(
    Faults, FaultyPlugin,
    ::testing::Values(Fault{"DIES_AT_ITS_START", "trial.start", "Abort"},
                      Fault{"DIES_OF_LONG_REQUESTS", "trial.fuzz", "wrong request"},
                      Fault{"DIES_WHEN_REFUSED", "trial.refused", "forbids everything"},
                      Fault{"ANSWERS_OUTSIDE_ITS_SCHEMA", "trial.answers", "output"},
                      Fault{"ANSWERS_NO_JSON", "trial.answers", "no JSON"},
                      Fault{"HANDLES_NOTHING", "trial.contributions", "action hello.greet"},
                      Fault{"KNOWS_EVERYTHING", "trial.unknown", "cannot know"},
                      Fault{"HOLDS_A_LOCK_OVER_HOST_CALLS", "trial.reentry", "host call"},
                      Fault{"DOES_NOT_END", "trial.stop", "killed"}),
    [](const auto& test) { return std::string(test.param.macro); });

TEST_F(KontorCheck, SendsTheSameWrongRequestsForTheSameSeed) {
  const Ended ended = made("#define DIES_OF_LONG_REQUESTS\n#include \"" +
                           std::string(std::getenv("KONTOR_SOURCE")) +
                           "/tests/integration/sdk_cli/faulty_plugin.c\"");
  ASSERT_EQ(ended.status, 0) << ended.output;

  const Json first = checked("--seed 7");

  EXPECT_EQ(first["findings"], checked("--seed 7")["findings"]);
  EXPECT_NE(first["findings"], checked("--seed 8")["findings"]);
}

}  // namespace
}  // namespace kontor::cli
