// Keys, their limits, client secrets and the origins of web pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "realtime/api_keys.h"
#include "realtime/client_secrets.h"
#include "realtime/origin_policy.h"
#include "realtime/rate_limiter.h"

namespace vivavoce::realtime::http_auth_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ApiKeysTest, AKeyIsKnownByItsHashAloneAndNeverStored) {
  const std::string text = NewKeyText("0123abcd");
  const ApiKey key = HashedKey("0123abcd", text, 1700000000);
  EXPECT_THAT(KeyLine(key), Not(HasSubstr(text.substr(12))));
  const KeyRing ring({HashedKey("00000000", "other", 1), key});
  ASSERT_NE(ring.Find(text), nullptr);
  EXPECT_EQ(ring.Find(text)->id, "0123abcd");
  EXPECT_EQ(ring.Find(text + "0"), nullptr);
  EXPECT_EQ(ring.Find("vv_00000000_" + text.substr(12)), nullptr);
  EXPECT_EQ(ring.Find("vv_"), nullptr);
  EXPECT_EQ(ring.Find(""), nullptr);
  EXPECT_EQ(KeyRing().Find(""), nullptr);
}

TEST(ApiKeysTest, TwoKeysAreNeverAlikeAndSaltsDiffer) {
  EXPECT_NE(NewKeyText("0123abcd"), NewKeyText("0123abcd"));
  EXPECT_NE(HashedKey("a", "same", 0).hash, HashedKey("a", "same", 0).hash);
}

TEST(ApiKeysTest, ALineComesBackAsItWas) {
  ApiKey key = HashedKey("0123abcd", "k", 1700000000);
  key.limits = {.sessions = 2, .requests = 60, .audio_seconds = 0, .tokens = 9};
  key.name = "phone of Ann, sessions=9";
  const auto parsed = ParseKeys("# keys\n\n" + KeyLine(key) + "\r\n");
  ASSERT_TRUE(parsed) << parsed.error().ToString();
  ASSERT_EQ(parsed->size(), 1u);
  EXPECT_EQ(parsed->front(), key);
}

TEST(ApiKeysTest, ABadLineIsNamed) {
  const std::string good = KeyLine(HashedKey("0123abcd", "k", 1));
  for (const std::string& bad :
       {std::string("x"), good.substr(0, 60), good + " dance=1", good + " tokens=-1",
        good + " tokens=many", "z" + good.substr(1)}) {
    const auto parsed = ParseKeys(good + "\n" + bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_THAT(parsed.error().message, HasSubstr("line 2"));
  }
}

class RateLimiterTest : public ::testing::Test {
 protected:
  ApiKey Key(KeyLimits limits) {
    ApiKey key;
    key.id = "k";
    key.limits = limits;
    return key;
  }
  runtime::VirtualClock clock_;
  RateLimiter limiter_{clock_};
};

TEST_F(RateLimiterTest, RequestsComeBackEvenly) {
  const ApiKey key = Key({.requests = 6});
  for (int i = 0; i < 6; ++i) EXPECT_FALSE(limiter_.Request(key).exceeded) << i;
  const auto verdict = limiter_.Request(key);
  ASSERT_TRUE(verdict.exceeded);
  EXPECT_EQ(verdict.exceeded->first, Budget::kRequests);
  EXPECT_EQ(verdict.exceeded->second, 10);
  clock_.AdvanceTo(10001);
  EXPECT_FALSE(limiter_.Request(key).exceeded);
  EXPECT_TRUE(limiter_.Request(key).exceeded);
}

TEST_F(RateLimiterTest, ABudgetMayBeOverdrawnOnce) {
  const ApiKey key = Key({.audio_seconds = 60});
  EXPECT_FALSE(limiter_.Request(key).exceeded);
  limiter_.Spend("k", Budget::kAudioSeconds, 90);
  const auto verdict = limiter_.Request(key);
  ASSERT_TRUE(verdict.exceeded);
  EXPECT_EQ(verdict.exceeded->first, Budget::kAudioSeconds);
  EXPECT_EQ(verdict.exceeded->second, 31);
  clock_.AdvanceTo(31000);
  EXPECT_FALSE(limiter_.Request(key).exceeded);
}

TEST_F(RateLimiterTest, HeadersTellLimitRemainingAndReset) {
  const auto verdict = limiter_.Request(Key({.requests = 60}));
  const std::vector<std::pair<std::string, std::string>> expected{
      {"x-ratelimit-limit-requests", "60"},
      {"x-ratelimit-remaining-requests", "59"},
      {"x-ratelimit-reset-requests", "1s"}};
  EXPECT_EQ(verdict.headers, expected);
  EXPECT_TRUE(limiter_.Request(Key({})).headers.empty());
}

TEST_F(RateLimiterTest, APlaceIsFreeAgainWhenItsSessionEnds) {
  auto first = limiter_.OpenSession("k", 1);
  ASSERT_TRUE(first);
  EXPECT_FALSE(limiter_.OpenSession("k", 1));
  EXPECT_TRUE(limiter_.OpenSession("other", 1));
  first.reset();
  EXPECT_TRUE(limiter_.OpenSession("k", 1));
}

TEST(ClientSecretsTest, ASecretHoldsItsSessionUntilItExpires) {
  int64_t now = 1000;
  ClientSecrets secrets([&] { return now; });
  const auto made = secrets.Make({{"instructions", "x"}}, "k", 10);
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->value.starts_with("ek_"));
  EXPECT_EQ(made->expires_at, 1010);
  ASSERT_TRUE(secrets.Find(made->value));
  EXPECT_EQ(secrets.Find(made->value)->patch["instructions"], "x");
  EXPECT_EQ(secrets.Find(made->value)->key_id, "k");
  EXPECT_FALSE(secrets.Find(made->value + "0"));
  EXPECT_FALSE(secrets.Find("ek_"));
  now = 1010;
  EXPECT_FALSE(secrets.Find(made->value));
}

TEST(ClientSecretsTest, TheirNumberIsBoundedAndExpiryMakesRoom) {
  int64_t now = 0;
  ClientSecrets secrets([&] { return now; });
  for (size_t i = 0; i < ClientSecrets::kMost; ++i) ASSERT_TRUE(secrets.Make({}, "", 10));
  EXPECT_FALSE(secrets.Make({}, "", 10));
  now = 10;
  EXPECT_TRUE(secrets.Make({}, "", 10));
}

TEST(OriginPolicyTest, PagesOfThisMachineAreAllowed) {
  for (const char* origin :
       {"http://localhost:3000", "http://127.0.0.1", "https://127.8.9.1:1", "http://[::1]:8765"}) {
    EXPECT_TRUE(IsAllowedOrigin(origin, "10.0.0.1:8765", false, {})) << origin;
  }
}

TEST(OriginPolicyTest, OtherPagesAreNot) {
  for (const char* origin :
       {"https://evil.example", "null", "", "http://", "file://", "http://localhost.evil.example",
        "http://127.0.0.1.evil.example", "http://127.evil.example", "chrome-extension://abc"}) {
    EXPECT_FALSE(IsAllowedOrigin(origin, "127.0.0.1:8765", true, {})) << origin;
  }
}

TEST(OriginPolicyTest, TheServersOwnPagesAreAllowedByAddressOrWithKeys) {
  EXPECT_TRUE(IsAllowedOrigin("http://10.0.0.1:8765", "10.0.0.1:8765", false, {}));
  EXPECT_FALSE(IsAllowedOrigin("http://10.0.0.1:80", "10.0.0.1:8765", false, {}));
  // A hostile name may point to this machine.
  EXPECT_FALSE(IsAllowedOrigin("http://rebound.example:8765", "rebound.example:8765", false, {}));
  EXPECT_TRUE(IsAllowedOrigin("https://voice.example", "voice.example", true, {}));
}

TEST(OriginPolicyTest, TheListAddsToThem) {
  EXPECT_TRUE(IsAllowedOrigin("https://app.example", "h", false, {"https://app.example"}));
  EXPECT_FALSE(IsAllowedOrigin("http://app.example", "h", false, {"https://app.example"}));
  EXPECT_TRUE(IsAllowedOrigin("https://any.example", "h", false, {"*"}));
}

}  // namespace
}  // namespace vivavoce::realtime::http_auth_test
