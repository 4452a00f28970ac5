#include "realtime/event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::realtime::event_log_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(EventLogTest, GivesWhatComesAfterAnEventAndTheSoundInIt) {
  EventLog log(1000);
  log.Add("e1", "one", 10);
  log.Add("e2", "two", 20);
  log.Add("e3", "three", 30);
  const auto rest = log.After("e1");
  ASSERT_TRUE(rest);
  EXPECT_THAT(rest->texts, ElementsAre("two", "three"));
  EXPECT_EQ(rest->samples, 50);
}

TEST(EventLogTest, NothingIsMissedAfterTheLastEvent) {
  EventLog log(1000);
  log.Add("e1", "one");
  EXPECT_THAT(log.After("e1")->texts, IsEmpty());
}

TEST(EventLogTest, AnUnknownEventChangesNothing) {
  EventLog log(1000);
  log.Add("e1", "one");
  log.Add("e2", "two");
  EXPECT_FALSE(log.After("e9"));
  EXPECT_THAT(log.After("e1")->texts, ElementsAre("two"));
}

TEST(EventLogTest, WhatTheClientHasIsForgotten) {
  EventLog log(1000);
  log.Add("e1", "one");
  log.Add("e2", "two");
  ASSERT_TRUE(log.After("e2"));
  EXPECT_FALSE(log.After("e1"));
}

TEST(EventLogTest, TheOldestGoWhenItIsFullTheNewestNever) {
  EventLog log(10);
  log.Add("e1", "12345");
  log.Add("e2", "12345");
  log.Add("e3", "1");
  EXPECT_FALSE(log.After("e1"));
  log.Add("e4", std::string(50, 'x'));
  EXPECT_FALSE(log.After("e3"));
  EXPECT_TRUE(log.After("e4"));
}

TEST(EventLogTest, TheBeginningOfAResumedConnectionStandsBeforeWhatWasMissed) {
  EventLog log(1000);
  log.Add("e1", "one");
  log.Add("e2", "two");
  ASSERT_TRUE(log.After("e1"));
  log.AddFirst("r2");
  log.AddFirst("r1");
  EXPECT_THAT(log.After("r1")->texts, ElementsAre("two")) << "the connection broke again at once";
  log.AddFirst("r3");
  EXPECT_THAT(log.After("e2")->texts, IsEmpty());
}

}  // namespace
}  // namespace vivavoce::realtime::event_log_test
