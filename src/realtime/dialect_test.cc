#include "realtime/dialect.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace vivavoce::realtime::dialect_test {
namespace {

const std::vector<std::string> kStepFunModels{"stepaudio-*", "step-*-realtime"};

std::optional<Dialect> Decide(const Handshake& handshake,
                              std::optional<Dialect> configured = std::nullopt) {
  return DialectFromHandshake(handshake, configured, kStepFunModels);
}

Handshake Url(std::string path, std::map<std::string, std::string> query = {}) {
  return {std::move(path), std::move(query), {}, {}};
}

TEST(DialectTest, TheUrlsDialectBeatsEverything) {
  Handshake handshake = Url("/v1/realtime", {{"dialect", "ga"}, {"model", "step-2.5-realtime"}});
  handshake.headers["openai-beta"] = "realtime=v1";
  EXPECT_EQ(Decide(handshake, Dialect::kStepFun), Dialect::kGa);
}

TEST(DialectTest, AConfiguredDialectBeatsTheClientsMarks) {
  Handshake handshake = Url("/v1/realtime");
  handshake.headers["openai-beta"] = "realtime=v1";
  EXPECT_EQ(Decide(handshake, Dialect::kGa), Dialect::kGa);
}

TEST(DialectTest, TheBetaHeaderAndSubprotocolMeanBeta) {
  Handshake by_header = Url("/v1/realtime");
  by_header.headers["openai-beta"] = "assistants=v2, realtime=v1";
  EXPECT_EQ(Decide(by_header), Dialect::kBeta);
  Handshake by_protocol = Url("/v1/realtime");
  by_protocol.subprotocols = {"realtime", "openai-beta.realtime-v1"};
  EXPECT_EQ(Decide(by_protocol), Dialect::kBeta);
}

TEST(DialectTest, AzuresPathsSayWhichShape) {
  EXPECT_EQ(Decide(Url("/openai/realtime", {{"api-version", "2025-04-01-preview"}})),
            Dialect::kBeta);
  EXPECT_EQ(Decide(Url("/openai/v1/realtime")), Dialect::kGa);
}

TEST(DialectTest, StepFunModelsAndPathMeanStepFun) {
  EXPECT_EQ(Decide(Url("/v1/realtime", {{"model", "step-2.5-realtime"}})), Dialect::kStepFun);
  EXPECT_EQ(Decide(Url("/v1/realtime", {{"model", "stepaudio-2.5-realtime"}})), Dialect::kStepFun);
  EXPECT_EQ(Decide(Url("/step_plan/v1/realtime")), Dialect::kStepFun);
}

TEST(DialectTest, TheAgentsSdkMeansGa) {
  Handshake handshake = Url("/v1/realtime");
  handshake.subprotocols = {"realtime", "openai-agents-sdk.0.20.0"};
  EXPECT_EQ(Decide(handshake), Dialect::kGa);
}

TEST(DialectTest, AnUnmarkedHandshakeDecidesNothing) {
  EXPECT_EQ(Decide(Url("/v1/realtime", {{"model", "gpt-realtime"}})), std::nullopt);
}

TEST(DialectLockTest, TheFirstSessionUpdateWithAMarkDecides) {
  DialectLock lock(std::nullopt, Dialect::kGa);
  lock.ObserveSession({{"instructions", "x"}});
  EXPECT_EQ(lock.dialect(), std::nullopt);
  lock.ObserveSession({{"voice", "alloy"}});
  EXPECT_EQ(lock.dialect(), Dialect::kBeta);
  lock.ObserveSession({{"type", "realtime"}});
  EXPECT_EQ(lock.dialect(), Dialect::kBeta);
}

TEST(DialectLockTest, AMixedSessionWithATypeIsGa) {
  DialectLock lock(std::nullopt, Dialect::kBeta);
  lock.ObserveSession({{"type", "realtime"}, {"voice", "alloy"}});
  EXPECT_EQ(lock.dialect(), Dialect::kGa);
}

TEST(DialectLockTest, AResponseDecidesToo) {
  DialectLock lock(std::nullopt, Dialect::kGa);
  lock.ObserveResponse({{"max_output_tokens", 10}});
  EXPECT_EQ(lock.dialect(), std::nullopt);
  lock.ObserveResponse({{"modalities", {"text"}}});
  EXPECT_EQ(lock.dialect(), Dialect::kBeta);
}

TEST(DialectLockTest, TheFirstOutputTakesTheDefaultForGood) {
  DialectLock lock(std::nullopt, Dialect::kGa);
  EXPECT_EQ(lock.LockForOutput(), Dialect::kGa);
  lock.ObserveSession({{"voice", "alloy"}});
  EXPECT_EQ(lock.dialect(), Dialect::kGa);
}

TEST(MatchesPatternTest, AStarStandsForAnyRun) {
  EXPECT_TRUE(MatchesPattern("step-*-realtime", "step-2.5-realtime"));
  EXPECT_TRUE(MatchesPattern("gpt-realtime*", "gpt-realtime"));
  EXPECT_TRUE(MatchesPattern("*", ""));
  EXPECT_TRUE(MatchesPattern("a*b*c", "aXbYbZc"));
  EXPECT_FALSE(MatchesPattern("step-*-realtime", "step-2.5-realtime-x"));
  EXPECT_FALSE(MatchesPattern("vivavoce", "vivavoce2"));
}

}  // namespace
}  // namespace vivavoce::realtime::dialect_test
