// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace weft::ui {

/// Says to other processes that a file is being edited here: `.~NAME.lock` beside it, held by
/// flock(), with pid, host and boot id in it. A lock that a dead process left is taken over.
/// Movable, released when destroyed. Threading: one thread.
class FileLock {
public:
    enum class State {
        None,       ///< not asked for
        Held,       ///< here
        Elsewhere,  ///< by another process, or on another host: see holder()
        Unknown     ///< none can be had here (a folder without rights, a file system without locks)
    };
    enum class Force { No, Yes };

    FileLock() = default;
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock() { release(); }

    /// Asks for the lock of a file. @param force takes it from another host, where nobody here can
    /// see whether its process still lives; never from a living process of this host.
    static FileLock take(const QString& path, Force force = Force::No);
    /// Whether a living process holds it; takes nothing.
    static bool isHeld(const QString& path);
    static QString lockPath(const QString& path);

    State state() const { return m_state; }
    bool held() const { return m_state == State::Held; }
    /// "process 4711 on host": whoever has it.
    const QString& holder() const { return m_holder; }
    /// Elsewhere, and force may help.
    bool isRemote() const { return m_remote; }
    void release();

private:
    State m_state = State::None;
    QString m_lock;  // path of the lock file
    QString m_holder;
    bool m_remote = false;
    int m_file = -1;
};

}  // namespace weft::ui
