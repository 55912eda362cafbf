// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace weft::ui {

/// Says what has changed to whoever listens instead of looking: a part of the window without size,
/// in the role of a notification, of which the name is what is said. GUI thread.
class Announcer final : public QWidget {
    Q_OBJECT

public:
    explicit Announcer(QWidget* window);

    void say(const QString& words);
    const QString& said() const { return m_said; }

signals:
    void spoken(const QString& words);

private:
    QString m_said;
};

}  // namespace weft::ui
