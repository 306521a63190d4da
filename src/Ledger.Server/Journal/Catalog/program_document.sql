SELECT document FROM program WHERE program = @Program AND version = @Version
