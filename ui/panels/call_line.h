// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace weft::ui {

/// The line under the toolbar that always shows the call: session, fetches and feeds as chips in
/// the spelling of Session.run. A click on a chip asks to go to that tensor.
class CallLine final : public QWidget {
    Q_OBJECT

public:
    explicit CallLine(QWidget* parent = nullptr);

    /// @param feeds "x: fashion-mnist/train[64]".
    void setCall(const QString& session, const QStringList& fetches, const QStringList& feeds);
    /// The line as plain text, for tests and copying.
    QString text() const;

signals:
    void tensorClicked(const QString& name);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Piece {
        QString text;
        bool chip = false;
        QRect rect;
    };

    void layOut();

    QString m_session;
    std::vector<Piece> m_pieces;
    int m_hover = -1;
};

}  // namespace weft::ui
