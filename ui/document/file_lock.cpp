// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/file_lock.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QStringList>
#include <QSysInfo>
#include <cerrno>
#include <utility>

namespace weft::ui {
namespace {

constexpr mode_t kMode = 0644;
constexpr int kTries = 10;  // each time another process took the lock file away meanwhile

struct Owner {
    qint64 pid = 0;
    QString host;
    QString boot;
};

QString bootId() {
    QFile file(QStringLiteral("/proc/sys/kernel/random/boot_id"));
    if (!file.open(QIODevice::ReadOnly)) { return {}; }
    return QString::fromLatin1(file.readAll().trimmed());
}

Owner ourselves() {
    return {QCoreApplication::applicationPid(), QSysInfo::machineHostName(), bootId()};
}

Owner ownerIn(const QString& lock) {
    QFile file(lock);
    if (!file.open(QIODevice::ReadOnly)) { return {}; }
    const QStringList parts = QString::fromUtf8(file.read(1024)).split('\n');
    if (parts.size() < 3) { return {}; }
    return {parts[0].toLongLong(), parts[1], parts[2]};
}

bool lives(const Owner& owner) {
    const Owner here = ourselves();
    if (owner.pid <= 0 || owner.host != here.host || owner.boot != here.boot) { return false; }
    return kill(static_cast<pid_t>(owner.pid), 0) == 0 || errno == EPERM;
}

QString wordsOf(const Owner& owner) {
    if (owner.pid == 0) {
        return QCoreApplication::translate("weft::ui::FileLock", "another process");
    }
    return QCoreApplication::translate("weft::ui::FileLock", "process %1 on %2")
        .arg(owner.pid)
        .arg(owner.host);
}

bool isOnDisk(int file, const QByteArray& path) {
    struct stat ours {};
    struct stat there {};
    return fstat(file, &ours) == 0 && stat(path.constData(), &there) == 0 &&
           ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

void writeOwner(int file) {
    const Owner here = ourselves();
    const QByteArray text =
        QStringLiteral("%1\n%2\n%3\n").arg(here.pid).arg(here.host, here.boot).toUtf8();
    // Who holds it is a courtesy: the lock itself is the kernel's.
    [[maybe_unused]] const bool ok =
        ftruncate(file, 0) == 0 &&
        pwrite(file, text.constData(), static_cast<std::size_t>(text.size()), 0) >= 0;
}

}  // namespace

FileLock::FileLock(FileLock&& other) noexcept { *this = std::move(other); }

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    if (this == &other) { return *this; }
    release();
    m_state = std::exchange(other.m_state, State::None);
    m_lock = std::move(other.m_lock);
    m_holder = std::move(other.m_holder);
    m_remote = std::exchange(other.m_remote, false);
    m_file = std::exchange(other.m_file, -1);
    return *this;
}

QString FileLock::lockPath(const QString& path) {
    const QFileInfo file(path);
    const QString whole = file.exists() ? file.canonicalFilePath() : file.absoluteFilePath();
    const QFileInfo resolved(whole);
    return resolved.absolutePath() + QStringLiteral("/.~") + resolved.fileName() +
           QStringLiteral(".lock");
}

FileLock FileLock::take(const QString& path, Force force) {
    FileLock lock;
    lock.m_lock = lockPath(path);
    const QByteArray name = QFile::encodeName(lock.m_lock);
    for (int i = 0; i < kTries; ++i) {
        const int file = open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kMode);
        if (file < 0) {
            lock.m_state = State::Unknown;
            return lock;
        }
        const Owner owner = ownerIn(lock.m_lock);
        const bool locked = flock(file, LOCK_EX | LOCK_NB) == 0;
        const bool busy = !locked && errno == EWOULDBLOCK;
        const bool away = !owner.host.isEmpty() && owner.host != ourselves().host;
        if (busy || (away && force == Force::No) || (!locked && lives(owner))) {
            lock.m_state = State::Elsewhere;
            lock.m_holder = wordsOf(owner);
            lock.m_remote = !busy && away;
            close(file);
            return lock;
        }
        // Its holder may have removed the file between our open() and flock().
        if (locked && !isOnDisk(file, name)) {
            close(file);
            continue;
        }
        writeOwner(file);
        lock.m_file = file;
        lock.m_state = State::Held;
        return lock;
    }
    lock.m_state = State::Unknown;
    return lock;
}

bool FileLock::isHeld(const QString& path) {
    const QString lock = lockPath(path);
    const int file = open(QFile::encodeName(lock).constData(), O_RDONLY | O_CLOEXEC);
    if (file < 0) { return false; }
    const bool free = flock(file, LOCK_SH | LOCK_NB) == 0;
    const bool busy = !free && errno == EWOULDBLOCK;
    close(file);
    return busy || (!free && lives(ownerIn(lock)));
}

void FileLock::release() {
    if (m_file >= 0) {
        // Removed before it is unlocked: whoever opened it meanwhile sees that it is gone.
        unlink(QFile::encodeName(m_lock).constData());
        close(m_file);
    }
    m_file = -1;
    m_state = State::None;
    m_holder.clear();
    m_remote = false;
}

}  // namespace weft::ui
