#include "runtime/machine_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace vivavoce::runtime::machine_facts_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MachineFacts, ReadsModelAndFlagsAsWholeWords) {
  MachineFacts facts;
  ReadCpuInfo(
      "processor\t: 0\nmodel name\t: Fast CPU @ 3 GHz\nflags\t\t: fpu avx2 avx512_vnni "
      "amx_int8x\n\n"
      "processor\t: 1\nmodel name\t: Other\nflags\t\t: fma\n",
      facts);
  EXPECT_EQ(facts.cpu_model, "Fast CPU @ 3 GHz");
  EXPECT_THAT(facts.isa, ElementsAre("avx2", "avx512_vnni"));
  EXPECT_TRUE(facts.Has("avx2"));
  EXPECT_FALSE(facts.Has("amx_int8"));
}

TEST(MachineFacts, MemoryIsInBytes) {
  MachineFacts facts;
  ReadMemInfo("MemFree: 5 kB\nMemTotal:       2048 kB\n", facts);
  EXPECT_EQ(facts.memory_bytes, 2048U * 1024);
}

TEST(MachineFacts, TextThatSaysNothingLeavesTheDefaults) {
  for (const char* text : {"", "\n\n", ":", "flags", "model name\n:\n:x", "MemTotal: lots"}) {
    MachineFacts facts;
    ReadCpuInfo(text, facts);
    ReadMemInfo(text, facts);
    EXPECT_THAT(facts.cpu_model, IsEmpty()) << text;
    EXPECT_THAT(facts.isa, IsEmpty()) << text;
    EXPECT_EQ(facts.memory_bytes, 0U) << text;
  }
}

TEST(MachineFacts, AQuotaRoundsDownToWholeCoresAndNeverToNone) {
  EXPECT_EQ(CoresWithinQuota("max 100000\n", 8), 8);
  EXPECT_EQ(CoresWithinQuota("250000 100000\n", 8), 2);
  EXPECT_EQ(CoresWithinQuota("50000 100000\n", 8), 1);
  EXPECT_EQ(CoresWithinQuota("9900000 100000\n", 8), 8);
  for (const char* text : {"", "max", "x y", "0 0", "100 0"})
    EXPECT_EQ(CoresWithinQuota(text, 8), 8) << text;
}

TEST(MachineFacts, ThisMachineIsDescribedAsJson) {
  const MachineFacts facts = CollectMachineFacts();
  const auto json = nlohmann::json::parse(facts.ToJson());
  EXPECT_EQ(json["usable_cores"], facts.usable_cores);
  EXPECT_GE(facts.usable_cores, 1);
  EXPECT_LE(facts.usable_cores, facts.logical_cores);
  EXPECT_GT(facts.memory_bytes, 0U);
  EXPECT_FALSE(facts.version.empty());
  EXPECT_FALSE(facts.build_type.empty());
}

}  // namespace
}  // namespace vivavoce::runtime::machine_facts_test
