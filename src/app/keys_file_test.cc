#include "app/keys_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "runtime/testing/temporary_directory.h"

namespace vivavoce::app::keys_file_test {
namespace {

class KeysFileTest : public ::testing::Test {
 protected:
  realtime::ApiKey Key(const char* id) { return realtime::HashedKey(id, "secret", 1700000000); }
  runtime::TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_.path() / "deep" / "keys";
};

TEST_F(KeysFileTest, WhatIsStoredIsLoadedAndOnlyItsOwnerReadsIt) {
  EXPECT_TRUE(LoadKeys(file_)->empty());
  const std::vector<realtime::ApiKey> keys{Key("00000001"), Key("00000002")};
  ASSERT_TRUE(StoreKeys(file_, keys));
  EXPECT_EQ(*LoadKeys(file_), keys);
  struct stat facts {};
  ASSERT_EQ(stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST_F(KeysFileTest, ADamagedFileIsNamed) {
  ASSERT_TRUE(StoreKeys(file_, {}));
  std::ofstream(file_) << "what is this\n";
  const auto keys = LoadKeys(file_);
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().field, "server.keys_file");
  EXPECT_NE(keys.error().message.find(file_.string()), std::string::npos);
}

TEST_F(KeysFileTest, TheWatcherTellsAChangeOnceAndKeepsTheOldKeysForABadFile) {
  ASSERT_TRUE(StoreKeys(file_, {Key("00000001")}));
  KeysWatcher watcher(file_);
  EXPECT_FALSE(watcher.Changed());
  ASSERT_TRUE(StoreKeys(file_, {}));
  const auto changed = watcher.Changed();
  ASSERT_TRUE(changed);
  EXPECT_TRUE(changed->empty());
  EXPECT_FALSE(watcher.Changed());
  std::ofstream(file_) << "what is this\n";
  EXPECT_FALSE(watcher.Changed());
}

}  // namespace
}  // namespace vivavoce::app::keys_file_test
