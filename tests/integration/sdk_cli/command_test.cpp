#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "tests/integration/sdk_cli/command_line.hpp"

namespace kontor::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class KontorCommand : public ::testing::Test {
 protected:
  Ended kontor(const std::string& line) { return run(folder.path(), line); }
  static std::string example(const std::string& name) {
    return std::string(std::getenv("KONTOR_SOURCE")) + "/sdk/examples/" + name;
  }
  TemporaryFolder folder;
};

TEST_F(KontorCommand, MakesTestsPacksSignsAndVerifiesANewPlugin) {
  const Ended ended = kontor(
      "$KONTOR new acme.mail-merge && $KONTOR test mail-merge && $KONTOR pack mail-merge && "
      "$KONTOR key new vendor.key && $KONTOR sign acme.mail-merge-0.1.0.kpkg --key vendor.key && "
      "$KONTOR verify acme.mail-merge-0.1.0.kpkg --key vendor.key.pub");

  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("100% tests passed"));
  EXPECT_THAT(ended.output, HasSubstr("ok      vendor's signature holds"));
  EXPECT_THAT(ended.output, HasSubstr("ok      plugin.so is what was signed"));
  EXPECT_THAT(ended.output, HasSubstr("ok      handbook.md is what was signed"));
  EXPECT_EQ(kontor("stat -c %a vendor.key").output, "600\n");

  const Ended symbols = kontor("nm -D --defined-only mail-merge/build/plugin.so");
  EXPECT_THAT(symbols.output, HasSubstr(" kontor_plugin_entry\n"));
  EXPECT_EQ(std::count(symbols.output.begin(), symbols.output.end(), '\n'), 1) << symbols.output;

  const Ended needed = kontor("readelf -d mail-merge/build/plugin.so | grep -c libstdc++");
  EXPECT_EQ(needed.output, "0\n");
}

TEST_F(KontorCommand, ExplainsEveryVerbWithAnExample) {
  for (const std::string verb : {"new", "build", "test", "run", "debug", "check", "pack", "sign",
                                 "verify", "key", "key new", "key show"}) {
    EXPECT_THAT(kontor("$KONTOR " + verb + " --help").output, HasSubstr("Example:\n  kontor "))
        << verb;
  }
}

TEST_F(KontorCommand, SuggestsTheNearestVerb) {
  EXPECT_THAT(kontor("$KONTOR biuld").output, HasSubstr("did you mean \"kontor build\"?"));
  EXPECT_THAT(kontor("$KONTOR frobnicate").output,
              AllOf(HasSubstr("see kontor --help"), Not(HasSubstr("did you mean"))));
}

TEST_F(KontorCommand, PacksTheSameBytesTwice) {
  ASSERT_EQ(kontor("$KONTOR build " + example("hello-c") + " --out a").status, 0);

  ASSERT_EQ(kontor("$KONTOR pack a -o one.kpkg && touch a/* && $KONTOR pack a -o two.kpkg").status,
            0);

  EXPECT_EQ(kontor("cmp one.kpkg two.kpkg").status, 0);
}

TEST_F(KontorCommand, SaysWhyAPackageIsRefused) {
  ASSERT_EQ(kontor("$KONTOR build " + example("hello-c") +
                   " --out a && $KONTOR pack a -o a.kpkg && "
                   "$KONTOR key new right.key && $KONTOR key new wrong.key && "
                   "$KONTOR sign a.kpkg --key right.key")
                .status,
            0);

  const Ended wrong_key = kontor("$KONTOR verify a.kpkg --key wrong.key.pub");
  const Ended flipped = kontor(
      "printf X | dd of=a.kpkg bs=1 seek=6000 conv=notrunc status=none; "
      "$KONTOR verify a.kpkg --key right.key.pub --json");

  EXPECT_EQ(wrong_key.status, 1);
  EXPECT_THAT(wrong_key.output, HasSubstr("REFUSED package: the vendor's signature does not hold"));
  EXPECT_EQ(flipped.status, 1);
  EXPECT_THAT(flipped.output, HasSubstr("\"verified\":false"));
  EXPECT_THAT(flipped.output, HasSubstr("plugin.so"));
}

TEST_F(KontorCommand, ExplainsWrongCommandLines) {
  EXPECT_THAT(kontor("$KONTOR").output, HasSubstr("Subcommands:"));
  EXPECT_THAT(kontor("$KONTOR frobnicate").output, HasSubstr("has no verb \"frobnicate\""));
  EXPECT_THAT(kontor("$KONTOR new noVendor").output, HasSubstr("write vendor.name"));
  EXPECT_THAT(kontor("$KONTOR new Acme.maps").output, HasSubstr("/id"));
  EXPECT_EQ(kontor("$KONTOR new acme.maps --lang cobol").status, 2);
  EXPECT_THAT(kontor("CXX=nowhere-g++ $KONTOR build " + example("hello-cpp") + " --out x").output,
              HasSubstr("nowhere-g++"));
  EXPECT_THAT(kontor("$KONTOR build .").output, HasSubstr("manifest.json"));
  EXPECT_THAT(kontor("$KONTOR pack .").output, HasSubstr("holds no manifest.json"));
  EXPECT_THAT(kontor("$KONTOR verify x.kpkg --key 12").output, HasSubstr("64 hexadecimal digits"));
  EXPECT_EQ(kontor("$KONTOR sign").status, 2);
  EXPECT_EQ(kontor("$KONTOR pack .").status, 1);
  EXPECT_EQ(kontor("$KONTOR --help").status, 0);
}

TEST_F(KontorCommand, KeepsKeysAndFoldersThatAreThere) {
  ASSERT_EQ(kontor("$KONTOR key new k && $KONTOR new acme.a").status, 0);

  EXPECT_THAT(kontor("$KONTOR key new k").output, HasSubstr("never written over"));
  EXPECT_THAT(kontor("$KONTOR new acme.a").output, HasSubstr("is not empty"));
  EXPECT_EQ(kontor("chmod 644 k; $KONTOR key show k").status, 1);
}

TEST_F(KontorCommand, BecomesTheProgramOfAnotherVerb) {
  const Ended ended = kontor(
      "mkdir bin && cp $KONTOR bin/ && printf '#!/bin/sh\\necho hello \"$@\"\\nexit 7\\n' > "
      "bin/kontor-greet && chmod +x bin/kontor-greet && bin/kontor --help && "
      "bin/kontor greet --loud you");

  EXPECT_EQ(ended.status, 7);
  EXPECT_THAT(ended.output, HasSubstr("  greet\n"));
  EXPECT_THAT(ended.output, HasSubstr("hello --loud you\n"));
}

TEST_F(KontorCommand, BuildsPluginsInC) {
  const Ended ended = kontor("$KONTOR build " + example("hello-c") + " --out c && $KONTOR pack c");

  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("packed example.hello-c-1.0.0.kpkg"));
}

}  // namespace
}  // namespace kontor::cli
