/// placeholder until the shell comes
public final class RealtimeSession {}
